"""Where: communes and coast, names of places, points and how sure they are."""

from analysis.places.dots import spread
from analysis.places.extract import build_geography
from analysis.places.names import fold, recognise
from analysis.places.outlines import DEGREES, METRIC, territories, to_metric
from analysis.places.placing import locate

__all__ = [
    "DEGREES",
    "METRIC",
    "build_geography",
    "fold",
    "locate",
    "recognise",
    "spread",
    "territories",
    "to_metric",
]
