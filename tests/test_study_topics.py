"""The tables of a study's themes: what is set aside, and decisions that outlive a run."""

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from analysis import corpus, manifest, study
from analysis.study.raw import gather
from analysis.study.topics import set_aside
from tests.conftest import HEADER, ROWS, write_study


def test_what_is_set_aside_is_the_study_s_choice(small_study):
    found = corpus.read(study.run(small_study, until="corpus").out / "tables")
    kept = manifest.read(small_study)

    def names(*chosen: str) -> set[str]:
        settings = kept.settings | {"themes": {"set_aside": list(chosen)}}
        return set(set_aside(replace(kept, settings=settings), found))

    assert set(set_aside(kept, found)) == names("places")
    assert {"Brest", "Finistère", "pays de Brest"} <= names("places")
    actors = found.actors["name"]
    assert names("actors") == set(actors[actors.str.split().str.len() > 1])
    assert names() == set()
    with pytest.raises(ValueError, match="« acteurs » inconnu"):
        names("acteurs")


def test_a_decision_about_groups_holds_in_the_next_run(small_study):
    first = study.load(study.run(small_study, until="encounters").out)
    groups = first.groups.set_index("initiative_id")["group"]
    members = groups.index[groups == 0]
    path = small_study / "decisions" / "groups.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"verdict,name,members\nnommer,Le nôtre,{'|'.join(members)}\n", "utf-8")
    report = study.run(small_study, until="encounters")
    assert "themes" in report.made
    assert "corpus" not in report.made  # names of groups change no fact
    again = study.load(report.out)
    named = again.groups.loc[again.groups["name"] == "Le nôtre", "initiative_id"]
    assert set(named) == set(members)
    assert again.group_decisions["applied"].tolist() == [True]
    assert set(again.typical["initiative_id"]) <= set(again.groups["initiative_id"])
    each = again.strengths.groupby("initiative_id").size()
    assert set(each) == {len(again.group_names)}


def test_a_broken_outline_is_mended_and_said(small_study):
    path = small_study / "geography" / "communes.parquet"
    communes = gpd.read_parquet(path)
    brest = communes.index[communes["commune"] == "Brest"][0]
    west, south, east, north = communes.geometry[brest].bounds
    bow = [(west, south), (east, north), (east, south), (west, north)]  # crosses itself
    communes.loc[brest, "geometry"] = shapely.Polygon(bow)
    communes.to_parquet(path)
    manifest.accept(small_study, "geography/communes.parquet")
    report = gather(manifest.read(small_study)).report
    said = report[report["column"] == "geometry"]
    assert said[["file", "value", "problem"]].to_numpy().tolist() == [
        ["geography/communes.parquet", "Brest", "contour invalide, réparé"]
    ]


def test_a_study_without_any_place_is_run_to_its_end(tmp_path):
    nowhere = [[*row] for row in ROWS]
    column = HEADER.index("Commune")
    for row in nowhere:
        row[column] = "Nulle-Part-sur-Mer"
    out = study.run(write_study(tmp_path / "data" / "raw" / "perdue", nowhere)).out
    found = study.load(out)
    assert found.corpus.initiatives["commune_code"].isna().all()
    assert found.territory_rates["n"].sum() == 0
    assert found.territory_reach["km"].isna().all()
    drawn = {path.name.removesuffix("-2col.png") for path in (out / "figures").iterdir()}
    assert "reseau" in drawn
    assert not drawn & {"portee", "taux", "carte", "couverture"}  # they would show nothing
