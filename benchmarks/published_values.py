"""Whether our agreement is what others published: `python -m benchmarks.published_values FILE [--json]`.

FILE is a list, in JSON, of values: `table` (a CSV file beside it), `format`, `coefficient`, `value`, `tol`
and, perhaps, `weights` (a name or a matrix), `categories`, and `pa`, `pe`, `se`, `ci95`, which are shown, not
counted. A value that we do not understand, or do not have, is said and is no agreement.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ilccode.agreement import coefficients as known
from ilccode.agreement.coefficients import Agreement, Coefficient, agreement, specific_agreement
from ilccode.agreement.ratings import Ratings, from_counts, from_long, from_table
from ilccode.agreement.sets import Codes, alpha_on_sets, jaccard
from ilccode.agreement.variances import analytic, standard_error
from ilccode.agreement.weights import DISTANCES, WEIGHTS, fixed

TOLERANCE = 0.001
"""Where a value names none."""
PRINTED = 0.0006
"""How far what has three printed digits may be off."""
MISSING = {"", "*", ".", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "NULL", "null", "None"}
MISSING_SET = {"*", "NA", "<NA>", "NaN", "nan", "NAN"}
UNITS = re.compile(
    r"(unnamed:? ?\d*|units?|items?|subjects?|patients?|targets?|objects?|segments?|docs?|groups?|cases?|)"
    r"[ _]?(id|nr|number|name|index)?",
    re.IGNORECASE,
)
"""What a column before the ratings is called that holds none."""
IRRCAC_CUSTOM = 0.375
"""What two different categories agree in irrCAC's example of custom weights, as its pa and pe tell."""


class Unknown(Exception):
    """What we do not understand, or have no coefficient for."""


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
    found = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(found, dict):
        found = found.get("values") or list(found.values())
    return [check(value, path.parent) for value in found]


def check(value: dict[str, Any], folder: Path) -> dict[str, Any]:
    """One value beside ours."""
    theirs = value.get("value")
    theirs = float(theirs) if isinstance(theirs, int | float) and np.isfinite(theirs) else None
    row = {
        "id": value.get("id", "?"),
        "coefficient": value.get("coefficient", ""),
        "theirs": theirs,
        "ours": None,
    }
    row |= {"agrees": False, "reason": "", "unknown": "", "beside": {}}
    try:
        given = table(value, folder)
        ours, coefficient = measured(value, given)
    except (Unknown, OSError, ValueError, KeyError, TypeError, IndexError) as fault:
        return row | {"unknown": f"{type(fault).__name__}: {fault}"}
    both = None not in (theirs, ours.value)
    agrees = abs(theirs - ours.value) <= tolerance(value) if both else theirs is ours.value
    row |= {"ours": ours.value, "agrees": bool(agrees), "reason": ours.reason}
    return row | {"beside": besides(value, given, ours, coefficient)}


def tolerance(value: dict[str, Any]) -> float:
    """How far ours may be off, a rounding of floats allowed for."""
    return float(value.get("tol", value.get("tolerance", TOLERANCE))) + 1e-12


# tables


def table(value: dict[str, Any], folder: Path) -> Ratings:
    """The ratings that a value is of."""
    path = folder / value["table"]
    header = path.read_text(encoding="utf-8-sig").split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    frame = pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    frame = frame.map(str.strip).rename(columns=str.strip)
    form = value.get("format", "ratings")
    read = FORMATS.get(form)
    if not read:
        raise Unknown(f"format {form}")
    return read(frame, categories(value))


def categories(value: dict[str, Any]) -> list[Any] | None:
    """The categories that a value says there are, in order."""
    named = value.get("categories")
    return [number(str(one)) for one in named] if isinstance(named, list) else None


def of_ratings(frame: pd.DataFrame, order: list[Any] | None) -> Ratings:
    """A row a unit, a column a rater."""
    frame = without_units(frame)
    cells = [[None if cell in MISSING else cell for cell in row] for row in frame.to_numpy().tolist()]
    numbers = [number(cell) for row in cells for cell in row if cell is not None]
    if all(isinstance(one, float) for one in numbers):
        cells = [[None if cell is None else number(cell) for cell in row] for row in cells]
    elif order:
        order = [f"{one:g}" if isinstance(one, float) else one for one in order]
    return from_table(cells, categories=order)


def of_sets(frame: pd.DataFrame, _order: list[Any] | None) -> Ratings:
    """A row a unit, a column a rater; in a cell codes, parted by spaces; an empty cell is the empty set."""
    cells = without_units(frame).to_numpy().tolist()
    return from_table([[None if cell in MISSING_SET else codes(cell) for cell in row] for row in cells])


def codes(cell: str) -> Codes:
    """The codes of a cell."""
    return frozenset(re.split(r"[\s,;|+]+", cell.strip(" {}[]()∅"))) - {""}


def of_counts(frame: pd.DataFrame, order: list[Any] | None) -> Ratings:
    """A row a unit, a column a category."""
    frame = without_units(frame)
    counts = frame.replace(dict.fromkeys(MISSING, "0")).astype(float).astype(int)
    names = [number(name) for name in frame.columns]
    if not all(isinstance(name, float) for name in names):
        names = list(frame.columns)
    return from_counts(counts.to_numpy(), categories=order if order and len(order) == len(names) else names)


def of_contingency(frame: pd.DataFrame, order: list[Any] | None) -> Ratings:
    """A row a category of the first rater's, a column a category of the second's, how many units."""
    names = list(frame.columns[-len(frame) :])
    counts = frame[names].astype(float).astype(int).to_numpy()
    rows = [
        [one, other]
        for i, one in enumerate(names)
        for j, other in enumerate(names)
        for _ in range(counts[i, j])
    ]
    return of_ratings(pd.DataFrame(rows, columns=["rater1", "rater2"]), order)


def of_long(frame: pd.DataFrame, order: list[Any] | None) -> Ratings:
    """A row a rating: unit, rater, rating."""
    frame = frame.iloc[:, -3:].set_axis(["unit", "rater", "rating"], axis=1)
    frame = frame[~frame["rating"].isin(MISSING)]
    given = from_long(frame)
    cells = [[given.categories[place] if place >= 0 else "" for place in row] for row in given.given]
    return of_ratings(pd.DataFrame(cells, columns=[f"rater{i}" for i in range(given.given.shape[1])]), order)


FORMATS: dict[str, Callable[[pd.DataFrame, list[Any] | None], Ratings]] = {
    "ratings": of_ratings,
    "raw": of_ratings,
    "set_ratings": of_sets,
    "sets": of_sets,
    "counts": of_counts,
    "distribution": of_counts,
    "contingency": of_contingency,
    "long": of_long,
}


def number(cell: str) -> float | str:
    """A number where it is one, without case for `1` and `1.0`."""
    try:
        return float(cell)
    except ValueError:
        return cell


def without_units(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the columns before the ratings: by name, or texts that are no rating anywhere else."""
    while frame.shape[1] > 1 and UNITS.fullmatch(frame.columns[0]):
        frame = frame.iloc[:, 1:]
    first, rest = frame.iloc[:, 0], set(frame.iloc[:, 1:].to_numpy().ravel())
    only_texts = len(first) > 0 and all(isinstance(number(cell), str) and cell not in rest for cell in first)
    counted = all(cell in MISSING or isinstance(number(cell), float) for cell in rest)
    if frame.shape[1] > 2 and only_texts and (counted or first.is_unique):
        frame = frame.iloc[:, 1:]
    return frame


# coefficients


def measured(value: dict[str, Any], given: Ratings) -> tuple[Agreement, Coefficient | None]:
    """Our value, with the coefficient where it is one."""
    name = str(value["coefficient"])
    said = words(name)
    if "specific" in said or said & {"positive", "negative", "ppos", "pneg"}:
        return specific(name, given), None
    found, _, category = name.partition("_category_")
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
        if len(given.categories) != 2:
            raise Unknown(f"{name} of {len(given.categories)} categories")
        category = given.categories[1 if said & {"positive", "ppos"} else 0]
    else:
        category = one_of(re.split(r"specific(?:_agreement)?(?:_category)?_?", name)[-1], given)
    found = specific_agreement(given)[category]
    reason = "" if found is not None else "nobody gave it who was paired"
    paired = int((given.counts.sum(axis=1) >= 2).sum())
    return Agreement(
        coefficient=name, value=found, reason=reason, observed=found, expected=None, units=paired
    )


def named(name: str, value: dict[str, Any], given: Ratings) -> Coefficient:
    """The coefficient of a name in anybody's spelling."""
    said, raters = words(name), given.given.shape[1]
    if said & {"light", "lights", "icc", "rho", "kendall", "u", "cu", "ku", "unitizing", "tau", "gamma"}:
        raise Unknown(f"coefficient {name}")
    weights = weighed(value, said, given)
    if said & {"masi", "jaccard", "set", "sets"}:
        return on_sets(said)
    if said & {"alpha", "krippendorff", "krippendorffs"}:
        return alpha(value, said, weights)
    if said & {"fleiss", "multipi"} and "davies" not in said:
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
    """A matrix of weights between the categories."""
    found, size = np.array(told, dtype=float), len(given.categories)
    if found.shape != (size, size):
        raise Unknown(f"a matrix of {found.shape} for {size} categories")
    return found


def alpha(value: dict[str, Any], said: set[str], weights: Any) -> Coefficient:
    """Alpha by its level, or, as irrCAC has it, by weights: then categories are 1 less their weight apart."""
    keys = ("metric", "level", "level_of_measurement", "distance")
    told = said | {str(value[key]).lower() for key in keys if key in value}
    levels = [level for level in DISTANCES if level in told]
    if levels or (isinstance(weights, str) and not value.get("weights")):
        return known.krippendorff_alpha(levels[0] if levels else "nominal")

    def apart(values: Any, used: Any) -> Any:
        return fixed(1 - (WEIGHTS[weights](values) if isinstance(weights, str) else weights))(values, used)

    return known.krippendorff_alpha(apart)


def on_sets(said: set[str]) -> Coefficient:
    """Alpha on sets of codes; dkpro's own distances where its name is said."""
    is_masi = "masi" in said
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
    return bool(np.all(np.abs(np.subtract(theirs, ours)) <= max(tol, PRINTED)))


if __name__ == "__main__":
    main()
