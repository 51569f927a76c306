"""The full screen: Textual draws the rows that the layout makes, and hands keys to the sitting."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.events import Key, Paste
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ilccode.review.layout import Head, screen
from ilccode.review.sitting import Sitting
from ilccode.review.wrapping import Row

_LOOK = 0.2
"""Seconds between two looks whether evidence has come."""

STYLES = {
    "": Style(),
    "dim": Style(dim=True),
    "own": Style(bold=True),
    "label": Style(bold=True),
    "head": Style(bold=True),
    "place": Style(),
    "rule": Style(dim=True),
    "ticked": Style(bold=True),
    "suggested": Style(color="yellow"),
    "message": Style(color="cyan", bold=True),
    "key": Style(color="cyan"),
}
"""Colour says nothing that a sign or a word does not say as well."""

_NAMES = {"ctrl+m": "enter", "return": "enter", "ctrl+i": "tab", "ctrl+h": "backspace"}

_OUT = ("ctrl+c", "ctrl+d", "ctrl+q")
"""Keys that mean "out of here" anywhere else, too; all that was answered is stored."""


class Screen(Widget):
    """All of the screen, drawn a row at a time."""

    can_focus = True

    def __init__(self, head: Head, sitting: Sitting) -> None:
        super().__init__()
        self._head = head
        self._sitting = sitting
        self._rows: list[Row] = []

    def redraw(self) -> None:
        """Lay the state out anew, and draw the rows that are others now."""
        s = self._sitting
        width, height = self.size
        rows = screen(self._head, s.state, s.progress, s.pace, s.recent, width, height)
        changed = [y for y, row in enumerate(rows) if y >= len(self._rows) or self._rows[y] != row]
        self._rows = rows
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def on_resize(self) -> None:
        """Lay out for another size."""
        self._rows = []
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        row = self._rows[y] if y < len(self._rows) else ()
        segments = [Segment(text, STYLES[style]) for text, style in row]
        return Strip(segments).adjust_cell_length(self.size.width)


class ReviewApp(App[None]):
    """A sitting on the full screen; keys are handled one by one, in the order of their coming."""

    CSS = "Screen { background: transparent; } "
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

    def __init__(self, head: Head, sitting: Sitting) -> None:
        super().__init__(ansi_color=True)
        self._sitting = sitting
        self.page = Screen(head, sitting)

    def compose(self) -> ComposeResult:
        """One widget is the whole screen."""
        yield self.page

    def on_mount(self) -> None:
        """Take keys, and look now and then whether evidence has come."""
        self.page.focus()
        self.set_interval(_LOOK, self._look)

    def on_key(self, event: Key) -> None:
        """Hand a key to the sitting; what it says is stored before the next card is drawn."""
        event.stop()
        event.prevent_default()
        if event.key in _OUT:
            self.exit()
        else:
            self._sitting.press(named(event))
            self._after()

    def on_paste(self, event: Paste) -> None:
        """Pasted text is typed text, where text is typed; anywhere else it does nothing."""
        event.stop()
        if self._sitting.state.mode in ("memo", "goto", "find", "reason"):
            self._sitting.play(" ".join(event.text.split()))
            self._after()

    def _look(self) -> None:
        if self._sitting.look():
            self.page.redraw()

    def _after(self) -> None:
        if self._sitting.is_over:
            self.exit()
        else:
            self.page.redraw()


def named(event: Key) -> str:
    """A key as a session names it: the character that it types, else its name."""
    if event.character is not None and event.character.isprintable() and event.character != " ":
        return event.character
    return _NAMES.get(event.key, event.key)


def run(head: Head, sitting: Sitting) -> None:
    """Show a sitting on the full screen until the coder leaves."""
    ReviewApp(head, sitting).run(mouse=False)
