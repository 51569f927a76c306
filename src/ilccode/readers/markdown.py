"""Markdown without its marks: emphasis, links, quotes and comments are no words; headings are marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ilccode.readers.lines import Line

_LABEL = re.compile(r"\s{0,3}(?:[-*+>]\s{1,3})?(?:\*\*|__)(?P<bold>[^*_\n]{1,80})(?:\*\*|__)")
_HEADING = re.compile(r"\s{0,3}(?P<level>#{1,6})\s+(?P<text>.*?)(?:\s+#+)?\s*")
_PREFIX = re.compile(r"\s*(?:(?:>|[-*+])\s+|>)+")
_RULE = re.compile(r"\s{0,3}(?:(?:-\s?){3,}|(?:\*\s?){3,}|(?:_\s?){3,}|=+)\s*|\s*(?:```|~~~)\S*\s*")
_IMAGE = re.compile(r"!\[(?P<text>[^\[\]\n]{0,200})\]\([^()\n]{0,500}\)")
_LINK = re.compile(r"\[(?P<text>[^\[\]\n]{1,200})\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,100}\])")
_ADDRESS = re.compile(r"<(?P<text>(?:https?://|mailto:)[^<>\s]{1,300})>")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>\n]{0,200})?/?>")
_STRONG = re.compile(r"(\*\*\*|\*\*|___|__|~~)(?=\S)(?P<text>[^*_~\n]{1,500}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])(\*|_)(?=[^\s*_])(?P<text>[^*_\n]{1,500}?)(?<=[^\s*_])\1(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~<>|])")
_KEPT = re.compile("\x00([0-9a-f]{2})")
_FRONT = re.compile(r"(?P<key>[^\W_][\w \-]{0,39})\s*:\s+(?P<value>\S.*)")
_TABLE_RULE = re.compile(r":?-+:?")
_MARKS = re.compile(r"[*_#>|\[\]<`~\\=-]")
_MOST_FRONT = 60


def is_markdown(texts: Sequence[str]) -> bool:
    """Whether text under another name is Markdown: several lines begin with a label in bold."""
    return sum(bool(_LABEL.match(text)) for text in texts) > 1


def plain(lines: Sequence[Line]) -> tuple[list[Line], dict[str, str]]:
    """The lines without marks, and what front matter and the title say."""
    said, rest = _front(lines)
    found = [_plain(line) for line in _uncommented(rest)]
    first = next((n for n, line in enumerate(found) if not line.is_blank), None)
    if first is not None and rest[first].text.lstrip().startswith("# "):
        said.setdefault("title", found[first].text)
        found[first] = replace(found[first], text="", bold="", heading=False)
    return found, said


def _front(lines: Sequence[Line]) -> tuple[dict[str, str], list[Line]]:
    """The `key: value` lines between two `---` at the top, and the lines below them."""
    if not lines or lines[0].text.strip() != "---":
        return {}, list(lines)
    ends = (n for n, line in enumerate(lines[1:_MOST_FRONT], start=1) if line.text.strip() in ("---", "..."))
    end = next(ends, None)
    if end is None:
        return {}, list(lines)
    matches = (_FRONT.fullmatch(line.text.strip()) for line in lines[1:end])
    said = {match["key"].casefold(): match["value"].strip("\"' ") for match in matches if match}
    return said, list(lines[end + 1 :])


def _uncommented(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines with what stands in `<!-- -->` taken out, over several lines where it does."""
    inside = False
    for line in lines:
        if not inside and "<!--" not in line.text:
            yield line
            continue
        kept: list[str] = []
        text = line.text
        while text:
            before, mark, text = text.partition("-->" if inside else "<!--")
            kept += [] if inside else [before]
            inside = inside != bool(mark)
        yield replace(line, text="".join(kept))


def _row(line: Line) -> str:
    """A table's row as text: of two cells a label and its words; nothing of the rule below its head."""
    cells = [cell.strip() for cell in line.text.strip().strip("|").split("|")]
    if all(_TABLE_RULE.fullmatch(cell) for cell in cells):
        return ""
    return f"{cells[0].rstrip(':')}: {cells[1]}" if len(cells) == 2 and all(cells) else "\t".join(cells)


def _plain(line: Line) -> Line:
    if line.is_blank or not _MARKS.search(line.text):
        return line
    if _RULE.fullmatch(line.text):
        return replace(line, text="")
    heading = _HEADING.fullmatch(line.text)
    if heading:
        text = _unmarked(heading["text"])
        return replace(line, text=text, bold=text, heading=True)
    if line.text.startswith("|") and line.text.rstrip().endswith("|"):
        line = replace(line, text=_row(line))
    label = _LABEL.match(line.text)
    text = _unmarked(_PREFIX.sub("", line.text, count=1) if _PREFIX.match(line.text) else line.text)
    bold = _unmarked(label["bold"]) if label else ""
    return replace(line, text=text, bold=bold if text.lstrip().startswith(bold) else "")


def _unmarked(text: str) -> str:
    text = _ESCAPED.sub(lambda match: f"\x00{ord(match[1]):02x}", text)
    for pattern in (_IMAGE, _LINK, _ADDRESS):
        text = pattern.sub(r"\g<text>", text)
    text = _TAG.sub("", text)
    for pattern in (_STRONG, _EMPHASIS, _EMPHASIS):
        text = pattern.sub(r"\g<text>", text)
    text = text.replace("`", "").rstrip("\\")
    return _KEPT.sub(lambda match: chr(int(match[1], 16)), text)
