"""Fitting in the background, while a person goes on coding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Condition, Thread
from typing import Generic, TypeVar

from ilccode import plugins
from ilccode.model import Run
from ilccode.protocols import Tagger
from ilccode.steps.material import Material
from ilccode.steps.tagging import Inputs, run_of
from ilccode.steps.threads import one_thread
from ilccode.steps.training import Training

Wanted = TypeVar("Wanted")
Made = TypeVar("Made")


class Refitter(Generic[Wanted, Made]):
    """Makes fits one at a time; of what is asked for meanwhile, only the last is made next.

    `fit` runs in a thread of its own: it takes what it needs as an argument and touches no store. Neither
    asking nor looking ever waits for it.
    """

    def __init__(self, fit: Callable[[Wanted], Made]) -> None:
        self._fit = fit
        self._changed = Condition()
        self._waiting: list[Wanted] = []
        self._made: list[Made] = []
        self._error: Exception | None = None
        self._is_busy = False
        self._is_closed = False
        self._thread = Thread(target=self._work, name="refitting", daemon=True)
        self._thread.start()

    def ask(self, wanted: Wanted) -> None:
        """Have a fit made of this, in place of what was asked for and not begun."""
        with self._changed:
            self._waiting = [] if self._is_closed else [wanted]
            self._changed.notify_all()

    def newest(self) -> Made | None:
        """The newest fit that is done and was not handed over yet; raises what went wrong in the last one."""
        with self._changed:
            error, self._error = self._error, None
            made, self._made = self._made, []
        if error is not None:
            raise error
        return made[-1] if made else None

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is being made any more, so long at most; whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._is_busy, seconds)

    def close(self) -> None:
        """Make nothing more; a fit that is being made is not waited for."""
        with self._changed:
            self._waiting, self._is_closed = [], True
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_closed)
                if self._is_closed:
                    return
                wanted, self._is_busy = self._waiting.pop(), True
            self._make(wanted)

    def _make(self, wanted: Wanted) -> None:
        made, error = [], None
        try:
            made = [self._fit(wanted)]
        except Exception as caught:
            error = caught
        with self._changed:
            self._made, self._error, self._is_busy = made or self._made, error, False
            self._changed.notify_all()


def refitter(found: Inputs, made: Material, key: str) -> Refitter[Training, Run]:
    """What fits a codebook's tagger again as people decide; what hangs on no decision is made once.

    Ask it with training rows; the run that comes back is the one that `tag` would add for them.
    """
    blank = found.blank[key]
    tagger: Tagger = plugins.get("taggers", blank.parameters["tagger"])(made.entries[key], seed=blank.seed)

    def fit(known: Training) -> Run:
        with one_thread():
            fitted = tagger.fit(made.features, known.labels)
            return run_of(replace(blank, training=known.digest), made, fitted)

    return Refitter(fit)
