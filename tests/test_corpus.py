import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from analysis import corpus, schema
from analysis.corpus import Corpus


def small() -> Corpus:
    return Corpus(
        initiatives=gpd.GeoDataFrame(
            {
                "initiative_id": ["b", "a", "c"],
                "title": ["Jardin", "Atelier", "Café"],
                "precision": ["none", "commune", "none"],
                "year": [None, 2013, 2015],
                "geometry": [None, Point(-4.5, 48.4), None],
            },
            crs="EPSG:4326",
        ),
        actors=pd.DataFrame(
            {
                "actor_id": ["y", "x", "w", "z"],
                "name": ["Ville", "Asso", "Service", "Autre"],
                "part_of": [None, None, "y", None],
                "publishable": True,
            }
        ),
        participations=pd.DataFrame(
            {
                "initiative_id": ["a", "b", "c"],
                "actor_id": ["x", "w", "z"],
                "role": ["porteur", "accueil", "porteur"],
            }
        ),
        themes=pd.DataFrame({"initiative_id": ["a", "b"], "theme": ["vélo", "jardin"]}),
    )


def test_tables_are_sorted_by_their_keys():
    made = small()
    assert made.initiatives["initiative_id"].tolist() == ["a", "b", "c"]
    assert made.actors["actor_id"].tolist() == ["w", "x", "y", "z"]


def test_a_round_trip_gives_the_same_bytes(tmp_path):
    corpus.write(small(), tmp_path / "un")
    corpus.write(corpus.read(tmp_path / "un"), tmp_path / "deux")
    first = {p.name: p.read_bytes() for p in sorted((tmp_path / "un").iterdir())}
    again = {p.name: p.read_bytes() for p in sorted((tmp_path / "deux").iterdir())}
    assert sorted(first) == [
        "actors.parquet", "initiatives.parquet", "participations.parquet", "themes.parquet",
    ]  # fmt: skip
    assert first == again


def test_shuffled_rows_give_the_same_bytes(tmp_path):
    made = small()
    turned = {n: f.iloc[::-1] for n, f in corpus.tables(made).items()}
    corpus.write(made, tmp_path / "un")
    corpus.write(Corpus(**turned), tmp_path / "deux")
    for path in (tmp_path / "un").iterdir():
        assert path.read_bytes() == (tmp_path / "deux" / path.name).read_bytes()


def test_construction_names_every_problem():
    made = small()
    with pytest.raises(schema.InvalidData) as caught:
        Corpus(
            initiatives=made.initiatives.drop(columns="title"),
            actors=made.actors.assign(actor_id="x", part_of=pd.NA),
            participations=made.participations.assign(role="chef"),
            themes=made.themes.assign(initiative_id="ailleurs"),
        )
    text = " ".join(str(p) for p in caught.value.problems)
    for piece in ("colonne absente", "déjà présent", "« chef »", "« ailleurs »"):
        assert piece in text


def test_select_keeps_those_who_take_part_and_what_they_are_part_of():
    chosen = corpus.select(small(), ["a", "b"])
    assert chosen.initiatives["initiative_id"].tolist() == ["a", "b"]
    assert chosen.actors["actor_id"].tolist() == ["w", "x", "y"]  # y, of which w is a part
    assert chosen.participations["actor_id"].tolist() == ["x", "w"]
    assert chosen.themes["theme"].tolist() == ["vélo", "jardin"]


def test_select_names_what_it_does_not_know():
    with pytest.raises(ValueError, match="'zut'"):
        corpus.select(small(), ["a", "zut"])


def test_reading_an_empty_folder_says_what_to_run(tmp_path):
    with pytest.raises(FileNotFoundError, match="interconnaissance run"):
        corpus.read(tmp_path)
