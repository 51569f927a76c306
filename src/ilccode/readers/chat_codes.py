"""A main line of CHAT as it was said: MacWhinney (2000), The CHILDES Project, part 1."""

from __future__ import annotations

import re

_EVENT = re.compile(r"\[=!([^\[\]]*)\]|&=([^\s<>\[\]]+)|&\*(\w{1,20}):([^\s<>\[\]]+)")
"""What is done (`&=laughs`, `[=! laughs]`) and what another says meanwhile (`&*INV:mhm`)."""

_CODES = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\s+", " "),
        (r"\[[^\[\]]*\]", " "),  # [/], [//], [: target], [*], [= note]
        (r"\((?:\.{1,3}|[0-9][0-9:.]*)\)", " "),  # pauses: (.), (1.5)
        (r"\+\.\.\.", "…"),  # trails off
        (r"\+\.\.\?", "…?"),
        (r'\+"/?\.', "."),  # a quotation follows, or has ended
        (r"\+//?\?", "?"),
        (r"\+//?\.", " –"),  # is interrupted
        (r"\+!\?", "?!"),
        (r"\+\.", "."),
        (r'(?<!\S)\+(?:[<^,"≈≋]|\+)(?!\S)', " "),  # how the line follows the one before
        (r"[<>]", ""),
        (r"(?<!\S)&\+(\w+)", r"\1-"),  # a fragment: &+fr
        (r"(?<!\S)&[-~]?(?=\w)", ""),  # a filler: &-um
        (r"(?<!\S)0[^\W\d]*(?!\S)", ""),  # left out by the speaker: 0is
        (r"(?<=\w)@[\w:$&*+-]+", ""),  # a word's form: gumma@c
        (r"\((\w+)\)", r"\1"),  # unsaid sounds: (be)cause
        (r"(?<=[^\W\d]):+(?=[^\W\d]|\s|\Z)", ""),  # drawn out: so:
        (r"(?<=\w)\^(?=\w)|(?<!\S)\^(?=\w)", ""),
        (r"(?<=\w)[_+](?=\w)", " "),  # compounds: New_York
        (r"\s*[„‡]", ","),
        (r"[⌈⌉⌊⌋∆∇°▁▔☺♋⁇∬Ϋ§↑↓↗↘→⇗⇘∙≈≋∞ˈˌ≠]", ""),  # how it sounds
        (r"\s+(?=[,.;?!…])", ""),
        (r"\s+", " "),
    )
)
_TIMES = re.compile(r"\x15[^\x15]*(?:\x15|\Z)")
_OPEN, _CLOSE = "\ue000", "\ue001"
_KEPT = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


def said(line: str) -> str:
    """The words of a main line, with what is done besides in brackets; empty where nothing is said."""
    events: list[str] = []

    def kept(match: re.Match[str]) -> str:
        done, deed, other, words = match.groups()
        text = f"{other}: {words}" if other else (deed or done or "").replace(":", " ")
        events.append(f"[{text.replace('_', ' ').strip()}]")
        return f" {_OPEN}{len(events) - 1}{_CLOSE} "

    text = line.replace(_OPEN, "").replace(_CLOSE, "")
    text = _EVENT.sub(kept, _TIMES.sub(" ", text))
    for pattern, instead in _CODES:
        text = pattern.sub(instead, text)
    text = _KEPT.sub(lambda match: events[int(match[1])], text).strip()
    return text if re.search(r"\w", text) else ""
