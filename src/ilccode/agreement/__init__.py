"""Agreement between raters, on plain arrays and data frames: a library that needs no study."""

from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
    scott_pi,
    specific_agreement,
)
from ilccode.agreement.frames import figures
from ilccode.agreement.intervals import Interval, bootstrap, bootstraps
from ilccode.agreement.measures import Agreement, Coefficient, agreement
from ilccode.agreement.planning import Outlook, outlook
from ilccode.agreement.ratings import Ratings, from_counts, from_long, from_table
from ilccode.agreement.rho import shaffer_rho
from ilccode.agreement.sets import alpha_on_sets, jaccard, masi
from ilccode.agreement.unitizing import (
    Continuum,
    UnitizingAlpha,
    bar_u_alpha,
    continuum,
    cu_alpha,
    ku_alpha,
    u_alpha,
)
from ilccode.agreement.variances import analytic, standard_error
from ilccode.agreement.weights import DISTANCES, WEIGHTS, fixed, pairwise

__all__ = [
    "DISTANCES",
    "WEIGHTS",
    "Agreement",
    "Coefficient",
    "Continuum",
    "Interval",
    "Outlook",
    "Ratings",
    "UnitizingAlpha",
    "agreement",
    "alpha_on_sets",
    "analytic",
    "bar_u_alpha",
    "bootstrap",
    "bootstraps",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "continuum",
    "cu_alpha",
    "figures",
    "fixed",
    "fleiss_kappa",
    "from_counts",
    "from_long",
    "from_table",
    "gwet_ac",
    "jaccard",
    "krippendorff_alpha",
    "ku_alpha",
    "masi",
    "outlook",
    "pairwise",
    "percent_agreement",
    "scott_pi",
    "shaffer_rho",
    "specific_agreement",
    "standard_error",
    "u_alpha",
]
