"""Excerpts in, a file out: one module a format, found by the suffix that it writes."""
