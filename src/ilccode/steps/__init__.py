"""The pipeline: each step reads records, calls pure functions, adds records."""

from ilccode.steps.exporting import export, export_if_changed, export_scores
from ilccode.steps.importing import import_files
from ilccode.steps.looking import show, status
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
from ilccode.steps.tagging import tag, unscored

__all__ = [
    "Study",
    "add_codebooks",
    "check_plan",
    "exists",
    "export",
    "export_if_changed",
    "export_scores",
    "find",
    "import_files",
    "init",
    "load_codebooks",
    "open_study",
    "show",
    "status",
    "tag",
    "unscored",
]
