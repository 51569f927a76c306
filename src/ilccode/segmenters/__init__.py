"""Transcripts in, segments out: by turn, by sentence, by passage."""
