"""How fast files are read, typed and reported, beside readers that only parse."""

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from analysis import sources
from tests.benchmarks.measuring import measured


@pytest.fixture(scope="module")
def million(tmp_path_factory):
    """A clean CSV of a million rows: titles, communes, days, degrees with decimal commas."""
    path = tmp_path_factory.mktemp("csv") / "million.csv"
    draw = np.random.default_rng(5)
    n = 1_000_000
    days = pd.to_datetime("2000-01-01") + pd.to_timedelta(draw.integers(0, 9000, n), unit="D")
    table = pd.DataFrame(
        {
            "nom": np.char.add("Initiative numéro ", np.arange(n).astype(str)),
            "commune": draw.choice(["Brest", "Crozon", "Landerneau", "Le Relecq-Kerhuon"], n),
            "date": days.strftime("%d/%m/%Y"),
            "lat": np.char.replace(np.round(48 + draw.random(n), 5).astype(str), ".", ","),
            "lon": np.char.replace(np.round(-4 - draw.random(n), 5).astype(str), ".", ","),
        }
    )
    table.to_csv(path, index=False, sep=";")
    return path


def test_a_million_rows_beside_pyarrow_and_the_same_parsing(million):
    ours = measured(
        f"n = len(sources.read({str(million)!r}).table)",
        before="from analysis import sources",
        clock="perf_counter",
    )
    peer = measured(
        f"""
        table = pd.read_csv({str(million)!r}, sep=";", engine="pyarrow", dtype=str)
        for column in ("lat", "lon"):
            table[column] = [values.number(t) for t in table[column]]
        table["date"] = [values.date(t) for t in table["date"]]
        n = len(table)
        """,
        before="import pandas as pd\nfrom analysis.sources import values",
        clock="perf_counter",
    )
    assert ours["n"] == peer["n"] == 1_000_000
    ratio = ours["seconds"] / peer["seconds"]
    print(
        f"\n1 million rows: {ours['seconds']:.1f} s, {ours['mb'] / 1000:.2f} GB; pyarrow and our "
        f"parsing of dates and coordinates {peer['seconds']:.1f} s: {ratio:.2f} times"
    )
    assert ratio <= 4


@pytest.mark.parametrize("mixed", [False, True], ids=["points", "mixed"])
def test_geojson_of_a_hundred_thousand_features_beside_geopandas(tmp_path, mixed):
    draw = np.random.default_rng(3)
    n = 100_000
    at = np.round(np.c_[draw.uniform(-5, 8, n), draw.uniform(42, 51, n)], 6)
    shapes = shapely.points(at)
    if mixed:
        shapes[::2] = shapely.linestrings(np.stack([at[::2], at[::2] + 0.01], axis=1))
    table = gpd.GeoDataFrame(
        {
            "nom": [f"Lieu numéro {k}" for k in range(n)], "cp": ["29200"] * n,
            "commune": draw.choice(["Brest", "Crozon", "Île-de-Batz"], n), "rang": range(n),
            "note": draw.random(n).round(3), "site": [f"https://exemple.fr/{k}" for k in range(n)],
        },
        geometry=shapes, crs=4326,
    )  # fmt: skip
    path = tmp_path / "lieux.geojson"
    table.to_file(path, engine="pyogrio")
    seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(3):
        for whose, read in (
            ("theirs", lambda: gpd.read_file(path)),
            ("ours", lambda: sources.read(path).table),
        ):
            started = time.perf_counter()
            assert len(read()) == n
            seconds[whose].append(time.perf_counter() - started)
    ours, theirs = min(seconds["ours"]), min(seconds["theirs"])
    print(f"\n{n} features: {ours:.2f} s; geopandas {theirs:.2f} s: {ours / theirs:.2f} times")
    assert ours <= 1.1 * theirs  # as fast, as nearly as one run can tell


def test_a_stream_takes_no_more_memory_as_the_file_grows(million, tmp_path):
    whole = million.read_text("utf-8")
    header, rows = whole.split("\n", 1)
    large = tmp_path / "large.csv"
    with large.open("w", encoding="utf-8") as file:
        file.write(header + "\n")
        for _ in range(4):
            file.write(rows)
    peaks = [
        measured(
            f"n = sum(len(part.table) for part in sources.stream({str(path)!r}))",
            before="from analysis import sources",
            clock="perf_counter",
        )
        for path in (million, large)
    ]
    one, four = peaks
    size = large.stat().st_size / 1e6
    print(
        f"\nstream of {size:.0f} MB: {four['seconds']:.0f} s, peak {four['mb'] / 1000:.2f} GB "
        f"(a quarter of it: {one['mb'] / 1000:.2f} GB)"
    )
    assert four["n"] == 4_000_000
    assert four["mb"] < min(1.1 * one["mb"], 1500)
