"""Outlines of a study: those that ``interconnaissance geography`` wrote, or a file of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from pyogrio.errors import DataSourceError

from analysis.places.outlines import DEGREES

_TEXT = ("commune_code", "commune", "epci_code", "epci", "departement", "postcodes")
_TRUE = {"1", "true", "vrai", "oui", "yes", "t"}


def read_outlines(path: str | Path, columns: Mapping[str, str] | None = None) -> gpd.GeoDataFrame:
    """Read the areas in which a study counts: communes, quarters, parishes.

    Parameters
    ----------
    path
        GeoParquet, GeoJSON, Shapefile or GeoPackage; any reference system that the file names.
    columns
        Our column names with those of the file: commune_code and commune (of the smallest areas,
        whatever they are called there); where there are any, epci_code and epci (of what they join
        in), departement, population, postcodes, in_focus.

    Returns
    -------
        What :func:`analysis.places.territories` takes, in EPSG:4326: without epci, each area is one
        of its own; without in_focus, all are in it; lon and lat are a point inside where the file
        has none.

    Raises
    ------
    ValueError
        For a file that cannot be read, lacks a column, names no reference system, or holds a code
        twice or no outline: with what it has, and the mend.
    """
    path = Path(path)
    name = path.name
    try:
        frame = gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)
    except (DataSourceError, ValueError, OSError) as error:
        if not path.is_file():
            raise
        raise ValueError(f"{name} : contours illisibles ({error}) → le réenregistrer") from None
    theirs = dict(columns or {})
    needed = [theirs.get(column, column) for column in ("commune_code", "commune")]
    lacking = [column for column in needed if column not in frame]
    if lacking:
        has = ", ".join(map(str, frame.columns.drop("geometry", errors="ignore")))
        raise ValueError(
            f"{name} : colonne {', '.join(lacking)} absente (il y a : {has}) → dire dans "
            'study.toml, columns = { commune_code = "…", commune = "…" }'
        )
    if frame.crs is None:
        raise ValueError(f"{name} : système de coordonnées inconnu → l'enregistrer avec le sien")
    frame = frame.rename(columns={their: our for our, their in theirs.items()}).to_crs(DEGREES)
    for column in _TEXT:
        if column in frame:
            frame[column] = frame[column].astype("str").where(frame[column].notna())
    empty = frame.geometry.isna() | frame.geometry.is_empty
    twice = frame["commune_code"].duplicated() | frame["commune_code"].isna()
    if (empty | twice).any():
        said = frame.loc[empty | twice, "commune"].iloc[0]
        why = "sans contour" if empty.any() else "de code vide ou répété"
        raise ValueError(f"{name} : « {said} » {why} → corriger le fichier")
    return _completed(frame.reset_index(drop=True), name)


def _completed(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Add the columns that a file may do without."""
    if "epci_code" not in frame:
        frame["epci_code"], frame["epci"] = frame["commune_code"], frame["commune"]
    if "epci" not in frame:
        frame["epci"] = frame["epci_code"]
    if "departement" not in frame:
        frame["departement"] = ""
    written = frame.get("population", pd.Series(pd.NA, index=frame.index))
    plain = written.astype("str").str.replace(r"\s", "", regex=True).where(written.notna())
    people = pd.to_numeric(plain, errors="coerce")
    wrong = written[people.isna() & written.notna()]
    if len(wrong):
        raise ValueError(f"{name} : population « {wrong.iloc[0]} » illisible → écrire un nombre")
    frame["population"] = people.round().astype("Int64")
    inside = frame["in_focus"].astype("str").str.lower() if "in_focus" in frame else None
    frame["in_focus"] = True if inside is None else inside.isin(_TRUE)
    if not {"lon", "lat"} <= set(frame):
        points = shapely.point_on_surface(frame.geometry.to_numpy())
        frame["lon"] = shapely.get_x(points).round(6)
        frame["lat"] = shapely.get_y(points).round(6)
    return frame
