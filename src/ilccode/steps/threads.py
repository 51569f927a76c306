"""How many threads arithmetic uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

_WITH_THREADS = ("numpy", "scipy.linalg", "sklearn")
"""Each brings pools of its own, which can be limited once they are loaded."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Linear algebra on one thread: matrices are small, and on a busy machine threads wait for one another.

    The order of sums, and with it a score's last digits, does not hang on the number of processors then.
    """
    from threadpoolctl import threadpool_limits

    for library in _WITH_THREADS:
        import_module(library)
    with threadpool_limits(limits=1):
        yield
