"""How much where: counts and rates, what is near, what is missing, territories compared.

An *area* is a commune or an EPCI (the body in which communes join). Communes that belong to none,
as some islands do, make one area of their own, so that each initiative with a commune is counted.

:func:`counts`, :func:`rates` and :func:`profile` count; :func:`beyond_population` says which areas
have more or fewer than their inhabitants would have drawn; :func:`coverage` and :func:`reach` say
who lives near, :func:`next_places` where one more would serve most; :func:`neighbours`,
:func:`moran`, :func:`local_moran` and :func:`join_counts` whether like is beside like;
:func:`specialisation` and :func:`correspondence` what each area has of its own;
:func:`compare_areas` puts areas or studies on one scale; :func:`shared_actors` says what ties them,
:func:`narrative` tells it in sentences.
"""

from analysis.territory.comparison import compare_areas, shared_actors
from analysis.territory.counting import counts, profile
from analysis.territory.likeness import Moran, join_counts, local_moran, moran, neighbours
from analysis.territory.nearness import coverage, distances, next_places, reach
from analysis.territory.rate import beyond_population, rates
from analysis.territory.specialities import Correspondence, correspondence, specialisation
from analysis.territory.telling import narrative

__all__ = [
    "Correspondence",
    "Moran",
    "beyond_population",
    "compare_areas",
    "correspondence",
    "counts",
    "coverage",
    "distances",
    "join_counts",
    "local_moran",
    "moran",
    "narrative",
    "neighbours",
    "next_places",
    "profile",
    "rates",
    "reach",
    "shared_actors",
    "specialisation",
]
