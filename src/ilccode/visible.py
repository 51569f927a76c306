"""The one door for text on its way to a terminal."""

from __future__ import annotations

import unicodedata

_KEPT = "\n\t\u200c\u200d"


def safe_text(text: str) -> str:
    """Text without control, bidirectional and invisible characters; joiners stay."""
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def safe_line(text: str) -> str:
    """The same in one line: tabs and line ends are spaces."""
    return safe_text(text).replace("\n", " ").replace("\t", " ")
