"""The figures of themes, territories and encounters, with their heights in inches by width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes

from analysis import figures
from analysis.study.results import Results

Draw = Callable[[Axes], Axes]
_ENOUGH = 5  # initiatives that a plane needs to say anything


def of_themes(results: Results, credit: str, lang: str) -> dict[str, tuple[Draw, dict[str, float]]]:
    """Give the figures of themes."""
    same: dict[str, Any] = {"note": credit, "lang": lang}
    names = results.group_names
    gallery: dict[str, tuple[Draw, dict[str, float]]] = {
        "fiches-des-themes": (
            lambda ax: figures.theme_cards(
                names,
                results.group_terms,
                results.typical,
                results.corpus.initiatives,
                ax=ax,
                **same,
            ),
            {"1col": 1.05 * len(names), "2col": 0.62 * len(names) + 0.3},
        ),
        "matrice-des-themes": (
            lambda ax: figures.theme_matrix(
                results.strengths, results.groups, names, ax=ax, **same
            ),
            {"1col": 2.8, "2col": 3.2},
        ),
        "courbe-des-themes": (
            lambda ax: figures.theme_curve(results.theme_curve, kept=len(names), ax=ax, **same),
            {"1col": 2.3, "2col": 2.4},
        ),
    }
    if results.theme_plane["x"].notna().sum() >= _ENOUGH:
        gallery["plan-des-themes"] = (
            lambda ax: figures.theme_plane(results.theme_plane, results.groups, ax=ax, **same),
            {"1col": 4.6, "2col": 4.2},
        )
    if results.theme_trend["change"].notna().any():
        gallery["evolution-des-themes"] = (
            lambda ax: figures.theme_trend(results.theme_trend, names, ax=ax, **same),
            {"1col": 2.6, "2col": 2.6},
        )
    return gallery


def of_territories(
    results: Results, credit: str, mapped: str, lang: str
) -> dict[str, tuple[Draw, dict[str, float]]]:
    """Give the figures of territories; `mapped` credits also the outlines."""
    same: dict[str, Any] = {"note": credit, "lang": lang}
    drawn: dict[str, Any] = {"note": mapped, "land": results.land, "lang": lang}
    found, areas = results.corpus, results.corpus.territories
    assert areas is not None  # a run makes them
    way = results.territory_reach.set_index("commune_code")["km"]
    compared = results.territory_comparison
    if found.participations.empty:
        compared = compared[~compared["measure"].isin(["partners", "together"])]
    tall = {"1col": 3.8, "2col": 4.2}
    gallery: dict[str, tuple[Draw, dict[str, float]]] = {
        "taux": (
            lambda ax: figures.rates_map(results.territory_rates, areas, ax=ax, **drawn),
            tall,
        ),
        "comparaison": (
            lambda ax: figures.area_comparison(compared, ax=ax, **same),
            {"1col": 2.6, "2col": 2.6},
        ),
        "couverture": (
            lambda ax: figures.coverage_bars(
                results.territory_coverage, results.group_names, ax=ax, **same
            ),
            {"1col": 2.9, "2col": 2.6},
        ),
        "cartes-par-theme": (
            lambda ax: figures.theme_maps(found.initiatives, areas, results.groups, ax=ax, **drawn),
            {"1col": 6.2, "2col": 3.4},
        ),
    }
    if way.notna().any():
        gallery["portee"] = (
            lambda ax: figures.reach_map(
                way,
                found.initiatives,
                areas,
                next_places=results.territory_next,
                ax=ax,
                **drawn,
            ),
            tall,
        )
    if len(results.territory_links):
        gallery["liens-des-territoires"] = (
            lambda ax: figures.links_map(results.territory_links, areas, ax=ax, **drawn),
            {"1col": 2.8, "2col": 3.6},
        )
    return gallery


def of_encounters(
    results: Results, credit: str, lang: str
) -> dict[str, tuple[Draw, dict[str, float]]]:
    """Give the figures of encounters."""
    same: dict[str, Any] = {"note": credit, "lang": lang}
    gallery: dict[str, tuple[Draw, dict[str, float]]] = {}
    pairs = results.acquainted[results.acquainted["by"].isin(["all", "theme"])]
    if len(pairs):
        gallery["rencontres-manquees"] = (
            lambda ax: figures.acquainted(pairs, ax=ax, **same),
            {"1col": 1.6 + 0.27 * min(len(pairs), 12), "2col": 0.9 + 0.2 * min(len(pairs), 12)},
        )
    judged = results.hits[(results.hits["by"] == "chance") & results.hits["hits"].notna()]
    if len(judged):
        gallery["suggestions-jugees"] = (
            lambda ax: figures.hits(judged, ax=ax, **same),
            {"1col": 3.9, "2col": 3.0},
        )
    gallery["visees-par-theme"] = (
        lambda ax: figures.aims_matrix(results.aims_matrix, ax=ax, **same),
        {"1col": 3.6, "2col": 3.2},
    )
    return gallery
