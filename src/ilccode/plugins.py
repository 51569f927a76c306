"""Find a plug-in by its family and name, among all that is installed."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from ilccode.errors import PluginNotFound

FAMILIES = ("readers", "segmenters", "embedders", "taggers", "strategies", "exporters")


@cache
def installed(family: str) -> dict[str, EntryPoint]:
    """The plug-ins of a family by name; nothing is loaded."""
    found = entry_points(group=f"ilccode.{family}")
    return {point.name: point for point in sorted(found, key=lambda point: point.name)}


def get(family: str, name: str) -> Any:
    """Load a plug-in; it fits its family's contract in `protocols`."""
    points = installed(family)
    if name not in points:
        raise PluginNotFound(_singular(family), name, list(points))
    return points[name].load()


def _singular(family: str) -> str:
    return "strategy" if family == "strategies" else family.removesuffix("s")


def version(family: str, name: str) -> str:
    """The distribution that a plug-in comes from, with its version; empty where that is not known."""
    point = installed(family).get(name)
    return f"{point.dist.name} {point.dist.version}" if point is not None and point.dist else ""
