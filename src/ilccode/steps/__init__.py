"""The pipeline: each step reads records, calls pure functions, adds records."""

from ilccode.steps.codings import import_codings
from ilccode.steps.explaining import explainer, line_of
from ilccode.steps.exporting import export, export_if_changed, export_scores
from ilccode.steps.importing import import_files, rehearse
from ilccode.steps.looking import show, status
from ilccode.steps.people import set_interviewers, set_participant, speakers
from ilccode.steps.questions import asked, confirm, read_protocol
from ilccode.steps.study import (
    Study,
    add_codebooks,
    check_plan,
    exists,
    find,
    init,
    load_codebooks,
    open_study,
)
from ilccode.steps.tagging import tag, unlearned, unscored

__all__ = [
    "Study",
    "add_codebooks",
    "asked",
    "check_plan",
    "confirm",
    "exists",
    "explainer",
    "export",
    "export_if_changed",
    "export_scores",
    "find",
    "import_codings",
    "import_files",
    "init",
    "line_of",
    "load_codebooks",
    "open_study",
    "read_protocol",
    "rehearse",
    "set_interviewers",
    "set_participant",
    "show",
    "speakers",
    "status",
    "tag",
    "unlearned",
    "unscored",
]
