"""The lease on the card that a coder has on the screen: nobody else gets it meanwhile."""

from __future__ import annotations

from threading import Event, Thread
from uuid import uuid4

from ilccode.errors import IlccodeError
from ilccode.model import Codebook
from ilccode.steps.study import Study

_HEARTBEAT = 30
"""Seconds between two renewals."""


class CardLease:
    """One sitting's lease, on one unit at a time; it is renewed in the background until it is closed."""

    def __init__(self, study: Study, book: Codebook, coder: str) -> None:
        self._leases = study.store.leases
        self._book = book.key
        self._holder = f"{coder} {uuid4().hex[:8]}"
        self._held = ""
        self._closed = Event()
        Thread(target=self._keep, name="lease", daemon=True).start()

    @property
    def is_closed(self) -> bool:
        """Whether the sitting has ended."""
        return self._closed.is_set()

    def take(self, unit: str) -> bool:
        """Whether nobody else has a unit on the screen; it is this coder's then."""
        if not self._leases.take(self._on(unit), self._holder):
            return False
        self._held = self._on(unit)
        return True

    def give_back(self, unit: str) -> None:
        """Let others have a unit, if it is held."""
        if self._held == self._on(unit):
            self._held = ""
            self._leases.give_back(self._on(unit), self._holder)

    def close(self) -> None:
        """End the renewing."""
        self._closed.set()

    def release(self) -> None:
        """Give back whatever is held."""
        if self._held:
            self._leases.release(self._holder)

    def _on(self, unit: str) -> str:
        return f"{self._book} {unit}"

    def _keep(self) -> None:
        while not self._closed.wait(_HEARTBEAT):
            held = self._held
            if held:
                try:
                    self._leases.take(held, self._holder)
                except IlccodeError:
                    continue
