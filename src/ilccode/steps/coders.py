"""Who codes: names that are known, and names that look like them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from ilccode.errors import UsageError
from ilccode.model import Decision, Fact, clean, folded
from ilccode.steps.study import Study, moment

CODERS = "coders"
"""What the facts are about that say whose names were confirmed."""


_ALIKE = 0.65
"""From this share of common letters on a name is taken for a slip of another one: `anm` of `ann`."""


def coders(study: Study) -> list[str]:
    """The names of all who have coded here or were welcomed, in order."""
    answered = {name for _, name in study.store.fields(Decision, "coder")}
    welcomed = {fact.value for fact in study.store.all(Fact, about=CODERS)}
    return sorted(answered | welcomed)


def named(study: Study, coder: str) -> str:
    """A coder's name, cleaned; raises `UsageError` for one that differs from a known one in writing alone."""
    name = clean(coder)
    if not name:
        raise UsageError("--coder: expected the coder's name")
    known = coders(study)
    same = [other for other in known if folded(other) == folded(name)]
    if same and name not in known:
        raise UsageError(
            f"--coder {name}: is {same[0]} meant? That coder's answers are here already; "
            f"write --coder {same[0]}, or give somebody else another name"
        )
    return name


def alike(name: str, known: Iterable[str]) -> str:
    """The known name that is most like a new one; empty where none is."""
    by_form = {folded(other): other for other in known}
    found = get_close_matches(folded(name), by_form, n=1, cutoff=_ALIKE)
    return by_form[found[0]] if found else ""


def welcome(study: Study, name: str) -> None:
    """Note that a new coder's name is right."""
    study.store.add([Fact(about=CODERS, name=f"@{name}", value=name, by=name, made_at=moment())])
