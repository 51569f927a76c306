"""Files in, utterances out: one module a format, found by the suffix that it serves."""
