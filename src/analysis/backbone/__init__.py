"""Which ties are more than chance: null models, tests, and what the data can show at all."""

from analysis.backbone.configuration import Bicm, bicm
from analysis.backbone.draws import Convergence, SmallWorld, convergence, small_world
from analysis.backbone.nulls import METHODS, MODELS
from analysis.backbone.power import Verdict, verdict
from analysis.backbone.testing import significance
from analysis.backbone.weighted import disparity, noise_corrected

__all__ = [
    "METHODS",
    "MODELS",
    "Bicm",
    "Convergence",
    "SmallWorld",
    "Verdict",
    "bicm",
    "convergence",
    "disparity",
    "noise_corrected",
    "significance",
    "small_world",
    "verdict",
]
