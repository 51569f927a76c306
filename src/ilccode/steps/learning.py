"""The tagger learns while people go on coding, in a process of its own: no key ever waits for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

from ilccode import plugins
from ilccode.errors import IlccodeError
from ilccode.model import Codebook
from ilccode.protocols import Tagger
from ilccode.steps.embedding import unseen
from ilccode.steps.explaining import Explained, Explainer
from ilccode.steps.material import Material
from ilccode.steps.study import Study, open_study
from ilccode.steps.tagging import Inputs, held, inputs, run_of
from ilccode.steps.threads import one_thread

_BEGIN = "from ilccode.steps.learning import serve; serve()"
_NICE = 10
"""How far it steps back before whatever else the machine does."""

Reply = Mapping[str, Any]


class Learner:
    """A process that fits a codebook's tagger anew and explains its scores, begun when it is first needed.

    `heard` is called with each reply, in a thread of its own, and with `ended` when there will be none. What
    the process finds it adds to the study: the very run that `tag` would have added. When this process ends,
    whichever way, that one ends too.
    """

    def __init__(self, study: Study, book: Codebook, heard: Callable[[Reply], None]) -> None:
        self._command = [sys.executable, "-c", _BEGIN, str(study.folder), book.key]
        self._heard = heard
        self._process: subprocess.Popen[str] | None = None
        self._is_closed = False

    def learn(self) -> None:
        """Have the tagger fitted to what people have decided by now; the reply names the `run`."""
        self._ask({"do": "learn"})

    def explain(self, unit: str, codes: Sequence[str]) -> None:
        """Have scores explained; the reply holds the `unit` and its `lines`."""
        self._ask({"do": "explain", "unit": unit, "codes": list(codes)})

    def close(self) -> None:
        """Ask for nothing more; what is being made is not waited for."""
        self._is_closed = True
        if self._process is not None:
            with suppress(OSError):
                self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def _ask(self, wanted: Reply) -> None:
        if self._process is None or self._process.poll() is not None:
            self._process = self._begun()
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):
            self._process.stdin.write(f"{json.dumps(wanted)}\n")
            self._process.stdin.flush()

    def _begun(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        Thread(target=self._listen, args=(process,), name="learning", daemon=True).start()
        return process

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with suppress(ValueError, OSError):
            for line in process.stdout:
                with suppress(IlccodeError):
                    self._heard(json.loads(line))
        if not self._is_closed:
            self._heard({"ended": True})


class _Teaching:
    """A codebook and its tagger, in the process of its own; what hangs on no decision is made once."""

    def __init__(self, study: Study, key: str) -> None:
        self._study = study
        self._key = key
        self._made: Material | None = None
        self._tagger: Tagger | None = None
        self._learned = ""

    def learn(self) -> Reply:
        """Fit the tagger to what is decided by now, and add its run."""
        found = inputs(self._study)
        blank = found.blank[self._key]
        run = held(self._study, blank)
        if run is None:
            tagger = self._fitted(found)
            run = run_of(blank, self._material(found), tagger)
            self._study.store.add([run])
        return {"run": run.id}

    def explain(self, unit: str, codes: Sequence[str]) -> Reply:
        """Why a segment has its scores, a line each."""
        found = inputs(self._study)
        tagger = self._fitted(found)
        explainer = Explainer.of(self._study, found, self._material(found), {self._key: tagger})
        whys = [(code, explainer(unit, self._key, code)) for code in codes]
        return {"unit": unit, "lines": [line for code, why in whys if why for line in _told(code, why)]}

    def _fitted(self, found: Inputs) -> Tagger:
        blank, known = found.blank[self._key], found.training[self._key]
        made = self._material(found)
        with one_thread():
            if self._tagger is None:
                make = plugins.get("taggers", blank.parameters["tagger"])
                self._tagger = make(made.entries[self._key], seed=blank.seed)
                self._learned = "nothing yet"
            if self._learned != known.digest:
                self._tagger.fit(made.features, known.labels)
                self._learned = known.digest
        return self._tagger

    def _material(self, found: Inputs) -> Material:
        if self._made is None:
            self._made = found.material(self._study, [found.books[self._key]], unseen)
        return self._made


def _told(code: str, why: Explained) -> list[str]:
    """A code's score, and further in what it is made of."""
    first, *parts = why.parts
    when = "" if why.is_current else " as of now"
    return [f"{code}{when}: {first}", *(f"  {part}" for part in parts)]


def serve() -> None:
    """Answer what is asked on stdin, a line of JSON each, on stdout, until stdin ends."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    teaching = _Teaching(open_study(Path(sys.argv[1])), sys.argv[2])
    for line in sys.stdin:
        wanted = json.loads(line)
        reply = (
            teaching.learn() if wanted["do"] == "learn" else teaching.explain(wanted["unit"], wanted["codes"])
        )
        sys.stdout.write(f"{json.dumps(reply)}\n")
        sys.stdout.flush()
