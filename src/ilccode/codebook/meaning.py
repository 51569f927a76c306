"""What a code means: as long as that is unchanged, decisions made under it stay valid."""

from __future__ import annotations

from ilccode.digest import canonical, identity
from ilccode.model import Code, Codebook


def meaning(codebook: Codebook, code: Code) -> str:
    """The digest of a code's key, definition, rules and group.

    Examples, near misses, cues and colour are how the tagger is taught: they are no part of it.
    """
    group = next(group for group in codebook.groups if group.key == code.group)
    said = (code.key, code.definition, code.include, code.exclude, group.key, group.kind, group.unit)
    return identity("mng", canonical(said))
