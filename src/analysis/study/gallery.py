"""The figures of a study, each at one- and two-column width, in every format."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis import figures, schema, style, territory, wording
from analysis.manifest import Study
from analysis.study.plates import Draw, of_encounters, of_territories, of_themes
from analysis.study.results import Results


class _Canvas(FigureCanvasAgg):
    """A canvas of its own: no window is opened, and nothing is drawn before it is saved.

    geopandas asks for a new drawing after each layer.
    """

    def draw_idle(self, *args: object, **kwargs: object) -> None:
        """Wait."""


def draw(study: Study, results: Results, folder: Path) -> None:
    """Draw and save every figure of a study.

    Parameters
    ----------
    study
        Its names, language and sources.
    results
        What the earlier steps found.
    folder
        Where the files go: ``<name>-1col.pdf``, ``<name>-2col.svg``, …
    """
    for name, (one, height) in figures_of(study, results).items():
        for width, inches in style.WIDTHS.items():
            with style.look():
                tall = height[width]
                figure = _Canvas(Figure((inches, tall), layout="constrained")).figure
                one(figure.subplots())
                style.save(figure, folder, f"{name}-{width}")


def figures_of(study: Study, results: Results) -> dict[str, tuple[Draw, dict[str, float]]]:
    """List the figures of a study by name: what draws each on axes, and its height by width."""
    found, lang = results.corpus, study.language
    focus, extent = study.focus.get("name", ""), study.extent.get("name", "")
    credit = (
        f"{wording.label('source', lang)} : {study.source_line()}." if study.source_line() else ""
    )

    ground = study.ground_line() and wording.label("ground", lang, source=study.ground_line())
    mapped = f"{credit} {ground}".strip()

    def on_map(shown: str) -> Draw:
        return lambda ax: figures.initiatives(
            found.initiatives,
            found.territories,
            results.groups,
            land=results.land,
            extent=shown,
            extent_name=extent,
            source=mapped,
            lang=lang,
            ax=ax,
        )

    names = results.community_names.set_index("community")["name"]
    giant = results.network_summary.set_index("view").loc["two_mode", "giant_share"]
    gallery: dict[str, tuple[Draw, dict[str, float]]] = {
        "carte": (on_map("focus"), {"1col": 4.9, "2col": 4.3}),
        "carte-ensemble": (on_map("all"), {"1col": 4.5, "2col": 3.7}),
        "deux-modes": (
            lambda ax: figures.two_mode(
                found.participations,
                found.actors,
                found.initiatives,
                results.two_mode_positions,
                results.groups,
                giant_share=giant,
                note=credit,
                lang=lang,
                ax=ax,
            ),
            {"1col": 5.2, "2col": 5.4},
        ),
        "reseau": (
            lambda ax: figures.network(
                results.ties,
                found.actors,
                results.positions,
                results.communities,
                names=names,
                note=credit,
                lang=lang,
                ax=ax,
            ),
            {"1col": 5.2, "2col": 5.4},
        ),
        "themes-par-epci": (
            lambda ax: figures.themes_by_area(
                profile(results, extent, lang),
                note=_placed(results, lang, credit),
                lang=lang,
                ax=ax,
            ),
            {"1col": 4.6, "2col": 4.0},
        ),
        "croissance": (
            lambda ax: figures.growth(
                found.initiatives,
                focus_name=focus,
                extent_name=extent,
                note=credit,
                lang=lang,
                ax=ax,
            ),
            {"1col": 2.6, "2col": 2.9},
        ),
        "matrice": (
            lambda ax: figures.tie_matrix(
                results.ties, results.communities, names=names, note=credit, lang=lang, ax=ax
            ),
            {"1col": 3.8, "2col": 4.6},
        ),
        "forces-des-liens": (
            lambda ax: figures.tie_strengths(results.ties, note=credit, lang=lang, ax=ax),
            {"1col": 2.9, "2col": 2.9},
        ),
        "confiance": (
            lambda ax: figures.community_confidence(
                results.communities, names=names, note=credit, lang=lang, ax=ax
            ),
            {"1col": 3.2, "2col": 3.2},
        ),
    }
    gallery |= of_themes(results, credit, lang) | of_territories(results, credit, mapped, lang)
    gallery |= of_encounters(results, credit, lang)
    views = {view: wording.label(view, lang) for view in ("ties", "all_roles")}
    gallery["rangs"] = (
        lambda ax: figures.rank_intervals(
            results.ranks, found.actors, views=views, note=credit, lang=lang, ax=ax
        ),
        {"1col": 4.4, "2col": 4.0},
    )
    if len(results.doubts):
        gallery["noms-en-doute"] = (
            lambda ax: figures.name_doubts(
                results.doubts, found.actors, note=credit, lang=lang, ax=ax
            ),
            {"1col": 3.8, "2col": 3.6},
        )
    middle = _bridge(results)
    if middle is not None:
        gallery["voisinage"] = (
            lambda ax: figures.ego(
                results.ties,
                found.actors,
                results.communities,
                middle,
                names=names,
                note=credit,
                lang=lang,
                ax=ax,
            ),
            {"1col": 5.2, "2col": 5.4},
        )
    if results.trajectories["last"].nunique() > 1:
        followed = results.trajectory_names.set_index("community")["name"]
        gallery["trajectoires"] = (
            lambda ax: figures.trajectories(
                results.trajectories, names=followed, note=credit, lang=lang, ax=ax
            ),
            {"1col": 3.6, "2col": 4.2},
        )
    return {name: one for name, one in gallery.items() if _tells(name, results)}


def _tells(name: str, results: Results) -> bool:
    """Tell whether a figure has anything to show: a study may have no tie, no place, no year."""
    found = results.corpus
    if name in ("reseau", "matrice", "forces-des-liens", "confiance", "rangs"):
        return bool(len(results.ties))
    if name == "deux-modes":
        return bool(len(found.participations))
    if name in ("carte", "carte-ensemble", "taux", "comparaison", "couverture",
                "cartes-par-theme", "themes-par-epci"):  # fmt: skip
        return bool(found.initiatives["commune_code"].notna().any())
    if name == "croissance":
        return bool(found.initiatives["year"].notna().any())
    if name == "visees-par-theme":
        return bool(results.aims_matrix.size)
    if name in ("courbe-des-themes", "matrice-des-themes"):
        return len(results.group_names) > 1
    return True


def _bridge(results: Results) -> str | None:
    """Give the actor that bridges most among those that may be shown; None without a tie."""
    actors = results.corpus.actors
    shown = actors.loc[schema.may_be_shown(actors), "actor_id"]
    found = results.measures[results.measures["actor_id"].isin(shown)]
    found = found[found["degree"] > 0].sort_values("betweenness", kind="stable")
    return None if found.empty else str(found["actor_id"].iloc[-1])


def profile(results: Results, extent: str = "", lang: str = "fr") -> pd.DataFrame:
    """Count themes by EPCI of the focus; what lies elsewhere is summed, then the unplaced.

    Parameters
    ----------
    results
        Initiatives, groups and territories.
    extent
        Name of the whole, for the row that sums what lies outside the focus.
    lang
        Language of the two last rows.

    Returns
    -------
        Rows: names of territories, the fullest first; columns: names of themes.
    """
    found, areas = results.corpus, results.corpus.territories
    assert areas is not None  # a run makes them
    counts = territory.profile(found.initiatives, results.groups, areas)
    codes = counts.index.get_level_values("area_code")
    focus = areas.loc[areas["in_focus"], "epci_code"].unique()
    inside = counts[codes.isin(focus)].droplevel("area_code")
    away = (
        counts[~codes.isin([*focus, ""])]
        .sum()
        .rename(wording.label("other_places", lang, extent=extent).rstrip(" :"))
    )
    lost = counts[codes == ""].sum().rename(wording.label("unplaced", lang))
    table = pd.concat([inside, away.to_frame().T, lost.to_frame().T])
    names = dict(zip(results.group_names["group"], results.group_names["name"], strict=True))
    return table.rename(columns=names | {-1: wording.label("undecided", lang)})


def _placed(results: Results, lang: str, credit: str) -> str:
    placed = int(results.corpus.initiatives["commune_code"].notna().sum())
    total = len(results.corpus.initiatives)
    return f"{wording.label('by_area_note', lang, placed=placed, total=total)} {credit}".strip()
