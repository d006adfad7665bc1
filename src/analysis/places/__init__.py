"""Where: communes and coast, names of places, points and how sure they are."""

from analysis.places.boundaries import read_outlines
from analysis.places.coordinates import communes_at
from analysis.places.dots import spread
from analysis.places.extract import build_geography
from analysis.places.gazetteer import named_places
from analysis.places.geocoding import SERVICE, ServiceUnavailable, geocode, to_geocode
from analysis.places.names import fold, recognise
from analysis.places.outlines import (
    DEGREES,
    METRIC,
    metric_crs,
    projection,
    territories,
    to_metric,
)
from analysis.places.placing import locate

__all__ = [
    "DEGREES",
    "METRIC",
    "SERVICE",
    "ServiceUnavailable",
    "build_geography",
    "communes_at",
    "fold",
    "geocode",
    "locate",
    "metric_crs",
    "named_places",
    "projection",
    "read_outlines",
    "recognise",
    "spread",
    "territories",
    "to_geocode",
    "to_metric",
]
