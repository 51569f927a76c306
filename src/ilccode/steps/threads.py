"""How many threads arithmetic uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Linear algebra on one thread: matrices are small, and on a busy machine threads wait for one another.

    The order of sums, and with it a score's last digits, does not hang on the number of processors then.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
