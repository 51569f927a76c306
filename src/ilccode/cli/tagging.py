"""Suggesting codes: the command, and what it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilccode.cli.options import DownloadOption, JsonOption, StudyOption
from ilccode.cli.printing import count
from ilccode.console import say, say_json, table, talk, track

if TYPE_CHECKING:
    from ilccode.steps.advice import CodeReport
    from ilccode.steps.languages import Foreign
    from ilccode.steps.tagging import Tagged, TagReport


def tag(download: DownloadOption = False, json: JsonOption = False, study: StudyOption = None) -> None:
    """Suggest codes: learn from what people decided, score every segment against every codebook.

    For each code it says how many decided segments carry it, from which score on it is suggested, how many
    of the suggested segments are expected to be right, and how many of all that carry it to be found.

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
    "right, found: expected share of the suggested that carry it, and of those carrying it suggested;",
    "    in brackets as long as no decision bears it out",
)

_PROMISED = ("code", "yes", "of", "from", "suggested", "right", "found", "what would help")


def _promised(item: Tagged) -> None:
    """A codebook's codes, a line each."""
    rows = [
        (
            code.code,
            f"{code.positives:,}",
            f"{code.labelled:,}",
            "never" if code.threshold >= 1 else f"{code.threshold:.3f}",
            f"{code.suggested:,}",
            _promise(code, code.precision),
            _promise(code, code.recall),
            ", ".join(code.help[:2]),
        )
        for code in item.codes
    ]
    say(f"{item.codebook.title}")
    table(_PROMISED, rows, right=(1, 2, 3, 4, 5, 6))
    weak = _weakest(item)
    if weak is not None and len(item.codes) > 1:
        say(f"weakest: {weak.code}, {_percent(weak.precision)} right and {_percent(weak.recall)} found")
        if weak.top:
            say(f"to look at first: {', '.join(weak.top[:2])} (`ilccode show ID`)")


def _weakest(item: Tagged) -> CodeReport | None:
    from ilccode.steps.advice import weakest

    return weakest(item.codes)


def _promise(code: CodeReport, share: float | None) -> str:
    """A share; in brackets, where no decision bears it out."""
    return _percent(share) if code.positives or share is None else f"({_percent(share)})"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _advice(report: TagReport) -> None:
    """What the columns and the words of advice mean, once."""
    from ilccode.steps.advice import MEANS

    say()
    for line in _COLUMNS:
        say(line)
    given = {advice for item in report.tagged for code in item.codes for advice in code.help[:2]}
    for advice, meaning in MEANS.items():
        if advice in given:
            say(f"{advice}: {meaning}")


def _warn(found: Foreign) -> None:
    """That the embedding model does not bring a codebook and a language together."""
    from ilccode.steps.languages import MULTILINGUAL, named

    talk(
        f"{count(found.transcripts, 'transcript')} in {named(found.language)}, the codebook "
        f"{found.codebook} in {named(found.codebook_language)}: the bundled model reads English only. "
        f'For both, write embedder = "{MULTILINGUAL}" into ilccode.toml, then `ilccode tag --download`'
    )


def figures(report: TagReport) -> dict[str, object]:
    """What tagging found, as JSON takes it: without the scores themselves."""
    books = [
        {
            "codebook": item.codebook.key,
            "version": item.codebook.version,
            "run": item.run.id,
            "is_new": item.is_new,
            "labelled": item.labelled,
            "weakest": weak.code if (weak := _weakest(item)) else None,
            "codes": item.codes,
        }
        for item in report.tagged
    ]
    figures = {"segments": report.segments, "embedded": report.embedded, "withheld": report.withheld}
    return {**figures, "foreign": report.foreign, "codebooks": books}
