"""The command line: parse, call one step, print."""

from __future__ import annotations

import sys
import traceback

from ilccode import __version__
from ilccode.cli.commands import app
from ilccode.console import talk
from ilccode.errors import IlccodeError

BUG = 70
STOPPED = 130
"""What typer ends with on Ctrl-C."""


def main() -> None:
    """Run the command line; every error that a user can put right ends here, in its own words."""
    try:
        app()
    except IlccodeError as error:
        talk(str(error))
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code == STOPPED:
            talk("stopped; what was done is kept, and the same call goes on from here")
        raise
    except Exception:
        traceback.print_exc()
        talk(f"ilccode {__version__}: this is a fault of ours; please report the lines above")
        sys.exit(BUG)


__all__ = ["app", "main"]
