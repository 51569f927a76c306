"""Records in, the same records out: the only room that knows SQL."""

from ilccode.store.records import Store
from ilccode.store.vectors import VectorCache

__all__ = ["Store", "VectorCache"]
