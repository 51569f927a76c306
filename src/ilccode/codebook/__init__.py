"""Codebook files: read and checked, all faults told at once."""

from ilccode.codebook.meaning import meaning
from ilccode.codebook.reading import load, shipped

__all__ = ["load", "meaning", "shipped"]
