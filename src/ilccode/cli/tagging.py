"""Suggesting codes: the command, and what it prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode.cli.options import DownloadOption, StudyOption
from ilccode.cli.printing import count, wrapped
from ilccode.console import say, say_json, table, talk, track

if TYPE_CHECKING:
    from ilccode.steps.advice import CodeReport
    from ilccode.steps.languages import Foreign
    from ilccode.steps.tagging import Tagged, TagReport


JsonOption = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Print as JSON; a code's `help` says, by word of advice, what it means, the most needful first.",
    ),
]


def tag(download: DownloadOption = False, json: JsonOption = False, study: StudyOption = None) -> None:
    """Suggest codes: learn from what people decided, score every segment against every codebook.

    For each code it says how many decided segments carry it, from which score on it is suggested, how many
    of the suggested segments are expected to be right, and how many of all that carry it to be found. What
    is decided already counts as people said; how good scores are on what they have not learned from,
    `ilccode evaluate` measures.

    Example: ilccode tag
    """
    from ilccode import steps

    opened = steps.find(study)
    report = steps.tag(opened, download=download, track=track)
    say_json(figures(report)) if json else printed(report)
    opened.store.close()


def printed(report: TagReport) -> None:
    """How many segments were scored, and for each code what its scores rest on and promise."""
    if not report.segments:
        say("nothing to tag: no segment is coded yet; import transcripts first")
        return
    if not report.tagged:
        say("nothing to tag: no codebook here has codes for segments")
        return
    for item in report.tagged:
        book = f"{item.codebook.key} {item.codebook.version}"
        if item.is_new:
            learned = f", learning from {count(item.labelled, 'segment')} that people decided on"
            say(
                f"{book}: {count(report.segments, 'segment')} scored for "
                f"{count(len(item.run.codes), 'code')}{learned if item.labelled else ''}"
            )
        else:
            say(f"{book}: nothing has changed since it was tagged")
    say(f"{count(report.embedded, 'sentence')} embedded" if report.embedded else "nothing new to embed")
    for item in report.tagged:
        say()
        _promised(item)
    _advice(report)
    if report.withheld:
        talk(f"{count(report.withheld, 'segment')} left out: their speakers let no machine read them")
    for foreign in report.foreign:
        _warn(foreign)


_COLUMNS = (
    "yes, of: segments that carry the code by people's word, and all that people decided on",
    "from: the lowest score that is suggested",
    "right, found: share of the suggested that carry it, and of those carrying it that are suggested:",
    "    by people's word where they decided, as the scores expect elsewhere;",
    "    in brackets as long as fewer than five segments carry it by people's word",
)

LONG = 24
"""Beside codes with longer keys, a line has room for one word of advice."""

_PROMISED = ("code", "yes", "of", "from", "suggested", "right", "found", "what would help")


def _promised(item: Tagged) -> None:
    """A codebook's codes, a line each."""
    say(f"{item.codebook.key}: {item.codebook.title}")
    table(_PROMISED, _rows(item), right=(1, 2, 3, 4, 5, 6))
    _unpromised(item)
    weak = _weakest(item)
    if weak is not None and len(item.codes) > 1:
        right, found = _promise(weak, weak.precision), _promise(weak, weak.recall)
        say(f"weakest: {weak.code}, {right} right and {found} found")
        if weak.top:
            say(f"to look at first: {', '.join(weak.top[:2])} (`ilccode show ID`)")


def _rows(item: Tagged) -> list[tuple[str, ...]]:
    return [
        (
            code.code,
            f"{code.positives:,}",
            f"{code.labelled:,}",
            f"{code.threshold:.3f}" if code.suggested else "-",
            f"{code.suggested:,}",
            _promise(code, code.precision),
            _promise(code, code.recall),
            ", ".join(_given(item, code)),
        )
        for code in item.codes
    ]


def _given(item: Tagged, code: CodeReport) -> tuple[str, ...]:
    """The advice that a line has room for: two words of it, one beside long keys."""
    return code.help[: 1 if max(len(other.code) for other in item.codes) > LONG else 2]


def _unpromised(item: Tagged) -> None:
    """Where there is nothing to expect, because all is decided; and groups whose levels have changed."""
    known = [code.code for code in item.codes if not code.undecided]
    if known:
        which = "every code" if len(known) == len(item.codes) else ", ".join(known)
        say(
            wrapped(
                f"all segments are decided for {which}: there is nothing to expect; "
                "`ilccode evaluate` says how good suggestions are on held-out interviews"
            )
        )
    for group, number in item.relevelled.items():
        was = "was" if number == 1 else "were"
        talk(wrapped(f"group {group} has other levels now than when {count(number, 'decision')} {was} made"))


def _weakest(item: Tagged) -> CodeReport | None:
    from ilccode.steps.advice import weakest

    return weakest(item.codes)


def _promise(code: CodeReport, share: float | None) -> str:
    """A share; in brackets, where too few decisions bear it out."""
    return _percent(share) if code.is_borne_out or share is None else f"({_percent(share)})"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _advice(report: TagReport) -> None:
    """What the columns and the words of advice mean, once."""
    from ilccode.steps.advice import MEANS

    say()
    for line in _COLUMNS:
        say(line)
    given = {advice for item in report.tagged for code in item.codes for advice in _given(item, code)}
    for advice, meaning in MEANS.items():
        if advice in given:
            say(f"{advice}: {meaning}")


def _warn(found: Foreign) -> None:
    """That the embedding model does not bring a codebook and a language together."""
    from ilccode.steps.languages import MULTILINGUAL, named

    talk(
        wrapped(
            f"{count(found.transcripts, 'transcript')} in {named(found.language)}, the codebook "
            f"{found.codebook} in {named(found.codebook_language)}: the bundled model reads English only. "
            f'For both, write embedder = "{MULTILINGUAL}" into ilccode.toml, then `ilccode tag --download`'
        )
    )


def figures(report: TagReport) -> dict[str, object]:
    """What tagging found, as JSON takes it: without the scores themselves."""
    from ilccode.steps.advice import MEANS

    books = [
        {
            "codebook": item.codebook.key,
            "version": item.codebook.version,
            "run": item.run.id,
            "is_new": item.is_new,
            "labelled": item.labelled,
            "weakest": weak.code if (weak := _weakest(item)) else None,
            "relevelled": item.relevelled,
            "codes": [
                {**asdict(code), "help": {word: MEANS[word] for word in code.help}} for code in item.codes
            ],
        }
        for item in report.tagged
    ]
    figures = {"segments": report.segments, "embedded": report.embedded, "withheld": report.withheld}
    return {**figures, "foreign": report.foreign, "codebooks": books}
