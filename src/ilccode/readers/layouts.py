"""Layouts: how a whole file writes who speaks, chosen by what most of its lines show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ilccode.readers.heads import (
    FORMS,
    Head,
    believable,
    counts,
    heads,
    is_evident,
    is_identifier,
    is_name,
    is_stage,
    may_be_name,
)
from ilccode.readers.lines import Line
from ilccode.readers.roles import is_asking, is_person, is_role
from ilccode.readers.stamps import is_time

_INITIAL = re.compile(r"\b[^\W\d_a-z]\.\s*$")
_VALUE_WORDS, _FEW = 8, 3
_MOST, _MOSTLY = 0.9, 0.8
_RARE_FORMS = ("tab", "bold", "alone")
_KNOWN_FORMS = ("colon", "time")
_OTTER = re.compile(r"\s*transcribed by (?:https?://)?otter\.ai\W*", re.IGNORECASE)
_ENDED = re.compile(r"\s*transcription ended after [\d:]{4,9}\W*", re.IGNORECASE)
_TEAMS = re.compile(r".{1,80} (?:started|stopped) transcription\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The form of a file's heads, its speakers, and the head of each line that has one, by position.

    The `doubtful` ones may be heads, too: a name that comes only once, a word that comes often. Those of
    `single` labels are heads by nothing but the other lines, which begin with labels as well.
    """

    form: str
    speakers: frozenset[str]
    heads: Mapping[int, Head]
    doubtful: Mapping[int, Head]
    single: frozenset[str] = frozenset()


def layout(lines: Sequence[Line]) -> Layout | None:
    """The layout of a file's lines, blank ones among them; none where no line names a speaker."""
    found: dict[str, dict[int, Head]] = {form: {} for form in FORMS}
    for place, line in enumerate(lines):
        for head in heads(line):
            found[head.form][place] = head
    starts = _starts(lines)
    named = {form: _speakers(form, found[form], lines, starts) for form in FORMS}
    sizes = {form: sum(h.label in named[form] for h in found[form].values()) for form in FORMS}
    form = max(FORMS, key=lambda form: sizes[form])
    if not sizes[form] or _are_stray(found[form], named[form], lines):
        return None
    others = _KNOWN_FORMS if form not in ("bracket", "tab") else ()
    return _chosen(form, found[form], named[form], [found[other] for other in (*others, form)])


def _chosen(
    form: str, found: Mapping[int, Head], named: frozenset[str], forms: Sequence[Mapping[int, Head]]
) -> Layout:
    """The layout of a form, whose speakers may be found in some other `forms` as well."""
    total = counts(list(found.values()))
    listed = _listed(found, named, total) if form == "colon" else frozenset[str]()
    speakers = named - listed
    chosen = {n: head for some in forms for n, head in some.items() if head.label in speakers}
    doubtful = {
        n: head
        for n, head in found.items()
        if n not in chosen and (head.label in listed or _is_doubtful(head, total[head.label]))
    }
    single = frozenset(h.label for h in chosen.values() if not is_evident(h, total[h.label]))
    is_told = form == "colon" and single != speakers and len(speakers) > 2
    return Layout(
        form=form,
        speakers=speakers,
        heads=chosen,
        doubtful=doubtful,
        single=single if is_told else frozenset(),
    )


def _listed(found: Mapping[int, Head], speakers: frozenset[str], total: Counter[str]) -> frozenset[str]:
    """Labels that list what somebody says: several in a row, each once, and none shows itself to be one.

    After who asks for names, they are those of people: `Moderator: Please say who you are.`
    """
    listed: set[str] = set()
    asked = True
    ordered = [found[place] for place in sorted(found) if found[place].label in speakers]
    for evident, group in groupby(ordered, key=lambda head: is_evident(head, total[head.label])):
        heads = list(group)
        if evident:
            last = heads[-1]
            asked = is_asking(last.label) and not last.words.rstrip().endswith(":")
        elif len(heads) > 1 and not asked:
            listed.update(head.label for head in heads)
    return frozenset(listed)


def _are_stray(found: Mapping[int, Head], speakers: frozenset[str], lines: Sequence[Line]) -> bool:
    """Whether a few heads, each another, may be words: places, topics in running text."""
    some = [head for head in found.values() if head.label in speakers]
    sure = any(head.marked or is_role(head.label) or is_identifier(head.label) for head in some)
    filled = [n for n, line in enumerate(lines) if not line.is_blank]
    return not (sure or filled[0] in found) and len(some) == len(speakers) and 4 * len(some) <= len(filled)


def _is_doubtful(head: Head, count: int) -> bool:
    """Whether a label that is read as words may be a name: it looks like one, or comes again."""
    single = len(head.label.split()) == 1 and is_name(head.label) and not head.tight
    return single and head.form in ("colon", "bracket") and (count > 1 or believable(head.label, 2))


def _starts(lines: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Where turns may begin: at each line; at those after a blank one."""
    empty = {n for n, line in enumerate(lines) if line.is_blank or is_time(line.text)}
    filled = [n for n, line in enumerate(lines) if n not in empty and not is_stage(line.text)]
    return filled, [n for n in filled if n == 0 or n - 1 in empty]


def _share(found: Mapping[int, Head], starts: Sequence[int]) -> float:
    """Which share of starts have a head, from the first that has one; none where that says little."""
    labelled = [n for n in starts if n in found and not found[n].tight]
    after = [n for n in starts if labelled and n >= labelled[0]]
    telling = len(after) >= _FEW or after == list(starts)
    return len(labelled) / len(after) if after and telling else 0.0


def _speakers(
    form: str, found: Mapping[int, Head], lines: Sequence[Line], starts: tuple[list[int], list[int]]
) -> frozenset[str]:
    filled, blocks = starts
    if form == "alone":
        return _alone(found, lines, frozenset(blocks if len(blocks) >= _FEW else filled))
    total = counts(list(found.values()))
    lines_have, blocks_have = _share(found, filled), _share(found, blocks) if len(blocks) > 1 else 0.0
    spaced = blocks_have > lines_have or (blocks_have == lines_have and len(blocks) >= _FEW)
    begins = frozenset(blocks if spaced else filled)
    everywhere = max(lines_have, blocks_have) == 1
    speakers = {
        head.label
        for place, head in found.items()
        if not head.tight
        and _is_speaker(
            head, total, place in begins and (everywhere or (blocks_have >= _MOST and is_name(head.label)))
        )
    }
    if form in _RARE_FORMS:
        repeated = len(speakers) > 1 and any(total[label] > 1 for label in speakers)
        enough = 4 * sum(h.label in speakers for h in found.values()) >= len(filled)
        return frozenset(speakers) if repeated and enough else frozenset()
    speakers = _timed(found, speakers)
    return frozenset(speakers) if _somebody_talks(found, speakers, total) else frozenset()


def _timed(found: Mapping[int, Head], speakers: set[str]) -> set[str]:
    """Where times stand beside most labels, all names that have one, and no others."""
    times = [head.at is not None for head in found.values() if head.label in speakers]
    told = {head.label for head in found.values() if head.at is not None}
    names = {label for label in told - speakers if is_name(label) and believable(label, 2)}
    return (speakers & told) | names if 2 * sum(times) > len(times) else speakers


def _is_speaker(head: Head, total: Counter[str], everywhere: bool) -> bool:
    if head.form == "time":
        return believable(head.label, total[head.label], marked=head.marked and is_name(head.label))
    if head.form == "tab":
        return believable(head.label, total[head.label]) and total[head.label] > 1
    shown = head.marked or (everywhere and may_be_name(head.label))
    return believable(head.label, total[head.label], marked=shown)


def _somebody_talks(found: Mapping[int, Head], speakers: set[str], total: Counter[str]) -> bool:
    """Whether these are more than `Key: value` lines, such as a configuration's."""
    spoken = [head for head in found.values() if head.label in speakers]
    return any(
        total[h.label] > 1 or h.marked or is_role(h.label) or not is_value(h.words) or h.at is not None
        for h in spoken
    ) or any(is_identifier(h.label) for h in spoken)


def _alone(found: Mapping[int, Head], lines: Sequence[Line], starts: frozenset[int]) -> frozenset[str]:
    """Names on lines of their own: they begin blocks and have words below, and some come again."""
    filled = [n for n, line in enumerate(lines) if not line.is_blank]
    last = filled[-1] if filled else 0
    begin = Counter(h.label for n, h in found.items() if (n in starts or h.marked) and n < last)
    total = counts(list(found.values()))
    names = {
        label
        for label, count in begin.items()
        if count >= _MOSTLY * total[label]
        and believable(label, count)
        and (is_name(label) or is_role(label))
        and label[-1] not in ")]}"
    }
    places = [n for n in filled if n in found and found[n].label in names]
    wordless = sum(
        a in found and b in found and {found[a].label, found[b].label} <= names for a, b in pairwise(filled)
    )
    repeated = sum(begin[label] > 1 for label in names)
    sure = (
        len(names) > 1
        and (repeated > 1 or any(is_role(name) or is_person(name) for name in names))
        and _FEW * wordless <= len(places)
    )
    return frozenset(names) if sure and 8 * len(places) >= len(filled) else frozenset()


def is_value(words: str) -> bool:
    """Whether what follows a label is a header's value: a few words that are no sentence."""
    few = sum(any(map(str.isalnum, word)) for word in words.split()) <= _VALUE_WORDS
    return few and not ends_sentence(words) and not set("?!") & set(words)


def ends_sentence(words: str) -> bool:
    """Whether words end with a stop that is not an initial's: `Frau M.` ends no sentence."""
    return words.rstrip().endswith((".", "\u2026")) and not _INITIAL.search(words)


def is_frame(text: str) -> bool:
    """Whether a line is what a transcribing service adds: nobody says it."""
    return len(text) < 200 and any((_OTTER.fullmatch(text), _ENDED.fullmatch(text), _is_teams(text)))


def _is_teams(text: str) -> bool:
    return bool(_TEAMS.fullmatch(text)) and not any(word[0].islower() for word in text.split()[:-2])


def named(layout: Layout, lines: Sequence[Line]) -> str:
    """A layout in words that a researcher knows."""
    some = list(layout.heads.values())
    timed = sum(head.at is not None for head in some) * 2 > len(some)
    beside = sum(bool(head.words.strip()) for head in some) * 2 > len(some)
    if layout.form == "colon":
        if timed:
            return "NAME (time): words" if beside else "Rev"
        return "NAME: words" if beside else "NAME: above the words"
    if layout.form == "bracket":
        return "Zoom" if timed and not beside else "[NAME] words"
    if layout.form == "time":
        return "NAME [time] words" if beside else _service(layout, lines)
    return {"tab": "NAME, tab, words", "bold": "NAME in bold, words"}.get(layout.form, "NAME above the words")


def _service(layout: Layout, lines: Sequence[Line]) -> str:
    if any(_OTTER.fullmatch(line.text) for line in lines[-9:]):
        return "Otter"
    if any(_is_teams(line.text) for line in lines[:9] if len(line.text) < 200):
        return "Teams"
    gaps = Counter(
        len(match[0])
        for h in layout.heads.values()
        if (match := re.search(r"\s{2,}(?=\d)", h.line.text.strip()))
    )
    common = max(gaps, key=lambda gap: gaps[gap], default=0)
    return {2: "Otter", 3: "Teams"}.get(common, "NAME and time above the words")
