"""A part of a study as files, for whoever goes on with another tool."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from matplotlib import pyplot as plt

from analysis import figures, manifest, style
from analysis.corpus import Corpus
from analysis.figures import frame
from analysis.sources.delimited import as_csv


def write_subset(
    part: Corpus, groups: pd.DataFrame, folder: str | Path, *, actors: Iterable[str], lang: str
) -> list[Path]:
    """Write a corpus as CSV, GeoJSON and a map.

    Parameters
    ----------
    part
        What to write.
    groups
        Themes of initiatives, for the map.
    folder
        Where the files go.
    actors
        Those that may be shown; the others are left out.
    lang
        Language of the map.
    """
    shown = set(actors)
    tables = {
        "initiatives": pd.DataFrame(part.initiatives.drop(columns="geometry")),
        "acteurs": part.actors[part.actors["actor_id"].isin(shown)],
        "participations": part.participations[part.participations["actor_id"].isin(shown)],
    }
    written = []
    for name, table in tables.items():
        written.append(Path(folder) / f"{name}.csv")
        manifest.write_beside(written[-1], as_csv(table))
    points = part.initiatives[~(part.initiatives.geometry.isna() | part.initiatives.is_empty)]
    written.append(Path(folder) / "initiatives.geojson")
    manifest.write_beside(written[-1], points.to_json(drop_id=True).encode("utf-8"))
    if part.territories is None:
        return written
    with style.look():
        ax = figures.initiatives(part.initiatives, part.territories, groups, lang=lang)
        written += figures.save(ax, folder, "carte")
    plt.close(frame.figure_of(ax))
    return written
