"""Text in a table's cells: no spreadsheet is to take somebody's words for a formula."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def guarded(cell: str) -> str:
    """A cell with a `'` before it, if it begins like a formula; `unguarded` takes the guard off again."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """What a guarded cell stood for."""
    return cell[1:] if cell.startswith("'") else cell
