"""Pages and pictures for eyes."""
