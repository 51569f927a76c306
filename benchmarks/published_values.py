"""Whether our agreement is what others published: `python -m benchmarks.published_values FILE [--json]`.

FILE is a list, in JSON, of values: `table` (a CSV file beside it), `format`, `coefficient`, `value`, `tol`
and, perhaps, `weights` (a name or a matrix), `categories`, and `pa`, `pe`, `se`, `ci95`, which are shown, not
counted. A value of none (null) is one that is undefined. What we do not understand, or do not have, is said
and is no agreement.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.published_tables import Unknown, number, table
from ilccode.agreement import coefficients as known
from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.coefficients import specific_agreement
from ilccode.agreement.measures import Agreement, Coefficient, agreement
from ilccode.agreement.ratings import Ratings
from ilccode.agreement.sets import Codes, alpha_on_sets, jaccard
from ilccode.agreement.variances import analytic, standard_error
from ilccode.agreement.weights import DISTANCES, WEIGHTS, fixed, weights_of

TOLERANCE = 0.001
"""Where a value names none."""
PRINTED = 0.0006
"""How far what has three printed digits may be off."""
IRRCAC_CUSTOM = 0.375
"""What two different categories agree in irrCAC's example of custom weights, as its pa and pe tell."""


def main() -> None:
    """Check, and print a line a value."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = checked(options.file)
    figures = {
        "values": len(rows),
        "agree": sum(row["agrees"] for row in rows),
        "differ": [row["id"] for row in rows if not row["agrees"] and not row["unknown"]],
        "unknown": [row["id"] for row in rows if row["unknown"]],
        "beside": beside(rows),
    }
    if options.json:
        print(json.dumps(figures | {"rows": rows}, indent=1, default=float))
        return
    for row in rows:
        print(line(row))
    print(f"\n{figures['agree']} of {len(rows)} values agree", end="; ")
    print(f"{len(figures['differ'])} differ, {len(figures['unknown'])} are not understood")
    for name, (same, told) in figures["beside"].items():
        print(f"{name}: {same} of {told} agree (not counted above)")


def line(row: dict[str, Any]) -> str:
    """A value in one line: theirs, ours, and what else differs or is missing."""
    mark = "ok" if row["agrees"] else "?" if row["unknown"] else "NO"
    off = [
        f"{name} {told['theirs']} {told['ours']}"
        for name, told in row["beside"].items()
        if not told["agrees"]
    ]
    said = [text for text in (row["unknown"] or row["reason"], *off) if text]
    theirs, ours = (
        f"{'-' if one is None else format(one, '.6g'):>10}" for one in (row["theirs"], row["ours"])
    )
    return f"{mark:2} {row['id']:44} {theirs} {ours}  {'; '.join(said)}".rstrip()


def beside(rows: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Of what stands beside the values, how many agree of how many."""
    told = [(name, one["agrees"]) for row in rows for name, one in row["beside"].items()]
    return {name: (told.count((name, True)), sum(n == name for n, _ in told)) for name, _ in sorted(told)}


def checked(path: Path) -> list[dict[str, Any]]:
    """Each value of a file, beside ours."""
    return [check(value, path.parent) for value in entries(json.loads(path.read_text(encoding="utf-8")))]


def entries(found: Any, name: str = "?") -> Iterator[dict[str, Any]]:
    """The values of a file, wherever they stand in it; by their places' names, where they have no id."""
    if isinstance(found, list):
        for number_, one in enumerate(found):
            yield from entries(one, f"{name} {number_}")
    elif isinstance(found, dict) and "coefficient" in found:
        yield {"id": name, **found}
    elif isinstance(found, dict):
        for key, one in found.items():
            yield from entries(one, key)


def check(value: dict[str, Any], folder: Path) -> dict[str, Any]:
    """One value beside ours."""
    row: dict[str, Any] = {
        "id": value["id"],
        "coefficient": value["coefficient"],
        "theirs": None,
        "ours": None,
    }
    row |= {"agrees": False, "reason": "", "unknown": "", "beside": {}}
    try:
        theirs, tol = published(value), tolerance(value)
        given = table(value, folder)
        ours, coefficient = measured(value, given)
        both = None not in (theirs, ours.value)
        agrees = abs(theirs - ours.value) <= tol if both else theirs is ours.value
        row |= {"theirs": theirs, "ours": ours.value, "agrees": bool(agrees), "reason": ours.reason}
        return row | {"beside": besides(value, given, ours, coefficient)}
    except Exception as fault:
        return row | {"agrees": False, "unknown": f"{type(fault).__name__}: {fault}"}


def published(value: dict[str, Any]) -> float | None:
    """The value that is published; none where it is undefined."""
    told = value["value"]
    if told is None or str(told).strip().casefold() in ("nan", "undefined", "na"):
        return None
    return float(told)


def tolerance(value: dict[str, Any]) -> float:
    """How far ours may be off, a rounding of floats allowed for."""
    told = next((value[key] for key in ("tol", "tolerance") if value.get(key) is not None), TOLERANCE)
    return float(told) + 1e-12


# coefficients


def measured(value: dict[str, Any], given: Ratings) -> tuple[Agreement, Coefficient | None]:
    """Our value, with the coefficient where it is one."""
    name = str(value["coefficient"])
    said = words(name)
    if "specific" in said or said & {"positive", "negative", "ppos", "pneg"}:
        return specific(name, given), None
    found, _, category = name.partition("_category_")
    category = category or str(value.get("category") or "")
    if category:
        given = given.of(one_of(category, given))
    coefficient = named(found, value, given)
    return agreement(coefficient, given), coefficient


def words(name: str) -> set[str]:
    """The words of a coefficient's name."""
    return set(re.findall(r"[a-z]+\d?", name.lower().replace("'", "").replace("’", "")))


def one_of(text: str, given: Ratings) -> Any:
    """The category that a text names."""
    for category in given.categories:
        if category == number(text) or str(category).lower() == text.lower():
            return category
    raise Unknown(f"category {text}")


def specific(name: str, given: Ratings) -> Agreement:
    """Specific agreement on a category; positive is the last of two, negative the first."""
    said = words(name)
    if said & {"positive", "ppos", "negative", "pneg"}:
        category = signed(given, is_positive=bool(said & {"positive", "ppos"}))
    else:
        category = one_of(re.split(r"specific(?:_agreement)?(?:_category)?_?", name)[-1], given)
    found = specific_agreement(given)[category]
    reason = "" if found is not None else "nobody gave it who was paired"
    paired = int((given.counts.sum(axis=1) >= 2).sum())
    return Agreement(
        coefficient=name, value=found, reason=reason, observed=found, expected=None, units=paired
    )


POSITIVE = {"1", "1.0", "yes", "y", "true", "+", "positive", "pos", "present", "agree"}
NEGATIVE = {"0", "0.0", "no", "n", "false", "-", "negative", "neg", "absent", "disagree"}


def signed(given: Ratings, *, is_positive: bool) -> Any:
    """The positive or the negative one of two categories, by their names; else the last and the first."""
    if len(given.categories) != 2:
        raise Unknown(f"positive and negative of {len(given.categories)} categories")
    first, last = given.categories
    is_turned = str(first).lower() in POSITIVE or str(last).lower() in NEGATIVE
    return last if is_positive != is_turned else first


OTHERS = (
    {
        "light",
        "lights",
        "icc",
        "rho",
        "kendall",
        "u",
        "cu",
        "ku",
        "unitizing",
        "tau",
        "gamma",
        "cronbach",
        "cronbachs",
    },
    {"se", "z", "p", "max", "min", "low", "high", "lower", "upper", "ci", "variance", "var", "sd", "pvalue"},
    {"expected", "chance", "disagreement", "polar", "pabak"},
)
"""Words of what is no coefficient, or none of ours."""


def named(name: str, value: dict[str, Any], given: Ratings) -> Coefficient:
    """The coefficient of a name in anybody's spelling."""
    said, raters = words(name), given.given.shape[1]
    if strange := said & set().union(*OTHERS):
        raise Unknown(f"coefficient {name}: {', '.join(sorted(strange))}")
    if "ac2" in said and not (value.get("weights") or said & WEIGHTS.keys()):
        raise Unknown(f"coefficient {name} without weights")
    weights = weighed(value, said, given)
    distance = str(value.get("distance") or "").lower()
    if (said | {distance}) & {"masi", "jaccard", "set", "sets"}:
        return on_sets(said | {distance})
    if said & {"alpha", "krippendorff", "krippendorffs"}:
        return alpha(value, said, weights, given)
    if said >= {"multi", "kappa"}:
        return known.conger_kappa(weights)
    if said & {"fleiss", "multipi", "siegel"} or (said >= {"multi", "pi"} and "davies" not in said):
        return (known.conger_kappa if "exact" in said else known.fleiss_kappa)(weights)
    for names, found in NAMES:
        if said & names:
            return found(weights)
    if said & {"scott", "scotts", "pi"}:
        return (known.scott_pi if raters == 2 else known.fleiss_kappa)(weights)
    if said & {"mean", "average", "pairwise"} and said & {"kappa", "cohen"} and raters > 2:
        raise Unknown(f"coefficient {name}")
    if said & {"cohen", "cohens"} or (said & {"kappa"} and raters == 2):
        return known.cohen_kappa(weights)
    if "kappa" in said:
        return known.fleiss_kappa(weights)
    if said & {
        "percent",
        "percentage",
        "proportion",
        "observed",
        "raw",
        "po",
        "pa",
        "simple",
        "agreement",
        "agree",
    }:
        if raters > 2 and said & {"unanimous", "exact", "all", "joint", "full", "complete"}:
            raise Unknown(f"coefficient {name}")
        return known.percent_agreement(weights)
    if "s" in said:
        return known.brennan_prediger(weights)
    raise Unknown(f"coefficient {name}")


NAMES: list[tuple[set[str], Callable[..., Coefficient]]] = [
    ({"conger", "congers", "hubert", "davies", "multikappa"}, known.conger_kappa),
    (
        {"bp", "brennan", "prediger", "bennett", "bennetts", "randolph", "randolphs", "free", "uniform"},
        known.brennan_prediger,
    ),
    ({"gwet", "gwets", "ac1", "ac2", "ac"}, known.gwet_ac),
]


def weighed(value: dict[str, Any], said: set[str], given: Ratings) -> Any:
    """The weights that a value names, in `weights` or in its coefficient's name, or its matrix."""
    told = value.get("weights") or value.get("weight")
    for key in ("weights_matrix", "weight_matrix", "matrix"):
        told = value.get(key, told)
    for key in ("distances", "distance_matrix"):
        if key in value:
            return 1 - matrix(value[key], given)
    if isinstance(told, list):
        return matrix(told, given)
    if isinstance(told, dict):
        raise Unknown(f"weights {told}")
    if isinstance(told, str):
        if told == "custom":
            size = len(given.categories)
            return np.where(np.eye(size) == 1, 1.0, IRRCAC_CUSTOM)
        plain = SPELT.get(told.lower().removesuffix("_weights"), told.lower())
        if plain not in WEIGHTS:
            raise Unknown(f"weights {told}")
        return plain
    found = [SPELT.get(word, word) for word in said if SPELT.get(word, word) in WEIGHTS]
    if "weighted" in said and not found:
        raise Unknown("weights that it does not name")
    return found[0] if found else "identity"


SPELT = {
    "unweighted": "identity",
    "nominal": "identity",
    "none": "identity",
    "equal": "linear",
    "equalspacing": "linear",
    "squared": "quadratic",
    "interval": "quadratic",
}
"""Other names of weights."""


def matrix(told: list[Any], given: Ratings) -> Any:
    """A matrix of weights; of disagreement, where the same categories are 0 apart (Cohen 1968)."""
    found, size = np.array(told, dtype=float), len(given.categories)
    if found.shape != (size, size):
        raise Unknown(f"a matrix of {found.shape} for {size} categories")
    return 1 - found / found.max() if not np.diagonal(found).any() and found.max() > 0 else found


def alpha(value: dict[str, Any], said: set[str], weights: Any, given: Ratings) -> Coefficient:
    """Alpha by its level, or, as irrCAC has it, by weights: then categories are 1 less their weight apart."""
    keys = ("metric", "level", "level_of_measurement", "distance", "difference", "measurement", "scale")
    told = said | {str(value[key]).lower() for key in keys if key in value}
    levels = [level for level in DISTANCES if level in told]
    if levels:
        return krippendorff_alpha(levels[0])
    if isinstance(weights, str) and weights == "identity":
        return krippendorff_alpha("nominal")
    return krippendorff_alpha(fixed(1 - weights_of(given, weights)))


def on_sets(said: set[str]) -> Coefficient:
    """Alpha on sets of codes; dkpro's own distances where its name is said."""
    is_masi = "masi" in said
    if "nltk" in said and is_masi:
        return alpha_on_sets(nltk_masi)
    if "dkpro" in said:
        return alpha_on_sets(dkpro_masi if is_masi else dkpro_set)
    return alpha_on_sets("masi" if is_masi or "jaccard" not in said else "jaccard")


def dkpro_set(one: Codes, other: Codes) -> float:
    """0 equal, 1/3 where one holds the other, 2/3 overlap, 1 disjoint.

    It asks first whether one holds the other: the empty set is 1/3 from any set, though they share nothing.
    """
    if one == other:
        return 0.0
    if one <= other or other <= one:
        return 1 / 3
    return 2 / 3 if one & other else 1.0


def dkpro_masi(one: Codes, other: Codes) -> float:
    """Jaccard's distance times that; Passonneau (2006) has it the other way, Jaccard's agreement times."""
    return jaccard(one, other) * dkpro_set(one, other)


def nltk_masi(one: Codes, other: Codes) -> float:
    """Passonneau's with its thirds rounded to .67 and .33."""
    alike = 1.0 if one == other else 0.67 if one <= other or other <= one else 0.33
    return 1 - (1 - jaccard(one, other)) * alike


# what stands beside a value


def besides(
    value: dict[str, Any], given: Ratings, ours: Agreement, coefficient: Coefficient | None
) -> dict[str, dict[str, Any]]:
    """Observed and expected agreement, standard error and interval, where a value gives them."""
    observed, expected = agreements(given, ours)
    found: dict[str, Any] = {"po": observed, "pa": observed, "pe": expected}
    if coefficient and {"se", "ci95"} & value.keys():
        found |= intervals(given, coefficient)
    told = {name: value[name] for name in ("po", "pa", "pe", "se", "ci95") if value.get(name) is not None}
    return {
        name: {"theirs": theirs, "ours": found[name], "agrees": alike(theirs, found[name], tolerance(value))}
        for name, theirs in told.items()
        if name in found
    }


def agreements(given: Ratings, ours: Agreement) -> tuple[float | None, float | None]:
    """Observed and expected agreement; alpha's from its disagreements, as Gwet gives them.

    Gwet's pairs are drawn with replacement: of n ratings the disagreements are (n - 1) / n of Krippendorff's.
    """
    if "alpha" not in ours.coefficient or ours.observed is None or ours.expected is None:
        return ours.observed, ours.expected
    total = given.counts.sum(axis=1)
    part = 1 - 1 / total[total >= 2].sum()
    return 1 - ours.observed * part, 1 - ours.expected * part


def intervals(given: Ratings, coefficient: Coefficient) -> dict[str, Any]:
    """The analytic standard error and interval; none where there is none."""
    found = analytic(coefficient, given)
    if found is None:
        return {"se": None, "ci95": None}
    return {"se": standard_error(coefficient, given), "ci95": [found.low, found.high]}


def alike(theirs: Any, ours: Any, tol: float) -> bool:
    """Whether two numbers, or two pairs, are within a tolerance, at least that of three digits."""
    if ours is None or (isinstance(ours, list) and None in ours):
        return False
    if isinstance(theirs, dict):
        theirs = list(theirs.values())
    return bool(np.all(np.abs(np.subtract(theirs, ours)) <= max(tol, PRINTED)))


if __name__ == "__main__":
    main()
