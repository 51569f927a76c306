"""How good scores are: figures of held-out rows against their labels."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Floats


def figures(
    y: Floats, scores: Floats, thresholds: Floats, words: NDArray[np.int64], *, calibrated: bool
) -> dict[str, Any]:
    """Macro means over the codes that have both answers among n rows; none where there is no such code.

    Rows without a label, nan, count for no figure of that code. Brier and slope are of probabilities only.
    `words`, n, are the rows' lengths: `matched_AUC` is over pairs of about the same length.
    """
    told = [_told(y[:, code], scores[:, code]) for code in range(y.shape[1])]
    fit = [code for code, (answers, _) in enumerate(told) if 0 < answers.sum() < len(answers)]
    matched = [matched_auc(*told[code], words[~np.isnan(y[:, code])]) for code in fit]
    by_code = [
        {
            "AP": average_precision_score(*told[code]),
            "AUC": roc_auc_score(*told[code]),
            "kappa": kappa(told[code][0], told[code][1] >= thresholds[code]),
            "best_kappa": best_kappa(*told[code]),
            "brier": float(np.mean((told[code][1] - told[code][0]) ** 2)) if calibrated else None,
        }
        for code in fit
    ]
    names = ("AP", "AUC", "kappa", "best_kappa", "brier")
    return {name: _mean([one[name] for one in by_code]) for name in names} | {
        "matched_AUC": _mean([one for one in matched if not np.isnan(one)]),
        "slope": slope([told[code] for code in fit]) if calibrated and fit else None,
        "codes": len(fit),
    }


def left_out(y: Floats) -> list[int]:
    """The codes that do not have both answers among the rows."""
    told = [_told(column, column)[0] for column in y.T]
    return [code for code, answers in enumerate(told) if not 0 < answers.sum() < len(answers)]


def kappa(answers: Floats, chosen: Any) -> float:
    """Cohen's kappa of two raters who say yes or no; 0 where both always say the same one thing."""
    yes, said = answers.mean(), chosen.mean()
    chance = yes * said + (1 - yes) * (1 - said)
    return float(((answers == chosen).mean() - chance) / (1 - chance)) if chance < 1 else 0.0


def best_kappa(answers: Floats, scores: Floats) -> float:
    """The highest kappa that any threshold gives on these very rows."""
    return max(kappa(answers, scores >= threshold) for threshold in np.unique(scores))


def matched_auc(answers: Floats, scores: Floats, words: NDArray[np.int64]) -> float:
    """AUC over pairs whose word counts differ by less than a quarter of the longer; nan without any."""
    ones, zeros = answers == 1, answers == 0
    longer = np.maximum(words[ones][:, None], words[zeros])
    alike = np.abs(words[ones][:, None] - words[zeros]) < longer / 4
    ahead = scores[ones][:, None] - scores[zeros]
    won = (ahead > 0) + (ahead == 0) / 2
    return float(won[alike].mean()) if alike.any() else float("nan")


def slope(told: list[tuple[Floats, Floats]]) -> float:
    """The slope of answers on log-odds, all codes together: 1 if calibrated, below 1 if too sure."""
    answers = np.concatenate([answers for answers, _ in told])
    odds = logit(np.clip(np.concatenate([scores for _, scores in told]), 1e-6, 1 - 1e-6))
    with warnings.catch_warnings(action="ignore"):
        model = LogisticRegression(C=1e6).fit(odds[:, None], answers)
    return float(model.coef_[0, 0])


def _told(answers: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """The rows that have an answer; a share of one half or more counts as yes."""
    known = ~np.isnan(answers)
    return (answers[known] >= 0.5).astype(float), scores[known]


def _mean(values: list[Any]) -> float | None:
    return float(np.mean(values)) if values and None not in values else None
