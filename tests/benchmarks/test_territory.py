"""How fast points are placed, names recognised, rates computed, maps drawn."""

import time
from pathlib import Path

import geopandas as gpd
import pytest

from analysis import places
from analysis.study import gallery
from tests.benchmarks.measuring import measured

ROOT = Path(__file__).parents[2]
REGIONS = ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"]


@pytest.fixture(scope="module")
def france(tmp_path_factory) -> Path:
    """Make the communes of metropolitan France from the registry's package."""
    folder = tmp_path_factory.mktemp("france")
    places.build_geography(folder, extent={"regions": REGIONS}, focus={}, coast=False)
    return folder / "geography" / "communes.parquet"


POINTS = """
import geopandas as gpd, numpy as np, pandas as pd
from analysis import places, territory

communes = gpd.read_parquet({path!r})
draw = np.random.default_rng(0)
lon, lat = draw.uniform(-1.5, 6.5, {n}), draw.uniform(44, 50, {n})
"""


def test_a_million_points_in_the_communes_of_france(france):
    before = POINTS.format(path=str(france), n=1_000_000)
    ours = measured(
        "found = places.communes_at(lon, lat, communes)\nn = int(pd.notna(found).sum())",
        before=before, clock="perf_counter", times=3,
    )  # fmt: skip
    peer = measured(
        """
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs="EPSG:4326"))
        found = gpd.sjoin(points, communes[["commune_code", "geometry"]], how="left")
        n = int(found["commune_code"].notna().sum())
        """,
        before=before, clock="perf_counter", times=3,
    )  # fmt: skip
    print(
        f"\n1 million points in {len(gpd.read_parquet(france))} communes: {ours['seconds']:.1f} s, "
        f"{ours['mb']:.0f} MB; geopandas.sjoin {peer['seconds']:.1f} s, {peer['mb']:.0f} MB"
    )
    assert abs(ours["n"] - peer["n"]) <= 2  # a point on a border is in both, for sjoin
    assert ours["seconds"] <= 1.2 * peer["seconds"]
    assert ours["mb"] <= 1000


def test_a_hundred_thousand_names_and_a_million_initiatives(france):
    found = measured(
        """
        n = len(places.locate(rows, communes)[0])
        """,
        before=POINTS.format(path=str(france), n=1) + """
pick = draw.integers(0, len(communes), 100_000)
rows = pd.DataFrame({
    "initiative_id": [f"i{k}" for k in range(100_000)],
    "commune": communes["commune"].to_numpy()[pick],
    "postcode": communes["postcodes"].str.split("|").str[0].to_numpy()[pick],
})
""",
        clock="perf_counter",
    )  # fmt: skip
    print(f"\n100,000 initiatives by name and postcode: {found['seconds']:.1f} s")
    assert found["seconds"] <= 5
    rates = measured(
        "n = len(territory.rates(rows, communes))",
        before=POINTS.format(path=str(france), n=1) + """
rows = pd.DataFrame({"initiative_id": np.arange(1_000_000),
                     "commune_code": communes["commune_code"].to_numpy()[
                         draw.integers(0, len(communes), 1_000_000)]})
""",
        clock="perf_counter",
    )  # fmt: skip
    print(f"\n1 million initiatives to rates by EPCI: {rates['seconds']:.1f} s")
    assert rates["seconds"] <= 10


def test_the_maps_of_two_hundred_initiatives(tmp_path):
    from matplotlib.figure import Figure

    from analysis import manifest, study, style

    kept = manifest.read(ROOT / "data" / "raw" / "pays-de-brest")
    results = study.load(ROOT / "data" / "processed" / "pays-de-brest")
    maps = (
        "carte",
        "carte-ensemble",
        "taux",
        "portee",
        "cartes-par-theme",
        "liens-des-territoires",
    )
    figures = gallery.figures_of(kept, results)
    started = time.perf_counter()
    for name in maps:
        draw, heights = figures[name]
        with style.look():
            size = (style.WIDTHS["2col"], heights["2col"])
            figure = gallery._Canvas(Figure(size, layout="constrained")).figure
            draw(figure.subplots())
            style.save(figure, tmp_path, name)
    spent = time.perf_counter() - started
    print(f"\n{len(maps)} maps of {len(results.corpus.initiatives)} initiatives: {spent:.1f} s")
    assert spent <= 15
