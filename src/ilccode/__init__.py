"""Codebook-driven coding of interviews: a model suggests, people decide."""

__version__ = "0.1.0"
