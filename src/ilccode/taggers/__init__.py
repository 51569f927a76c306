"""Sentence vectors and a codebook in, calibrated scores out."""
