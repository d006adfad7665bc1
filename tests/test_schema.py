import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from analysis import schema


def initiatives(**columns):
    base = {
        "initiative_id": ["a", "b"],
        "title": ["Atelier", "Jardin"],
        "precision": ["commune", "none"],
        "geometry": [Point(-4.5, 48.4), None],
    }
    return gpd.GeoDataFrame(base | columns, crs="EPSG:4326")


def said(problems):
    return [(p.file, p.row, p.column, p.value, p.problem) for p in problems]


def test_a_good_table_has_no_problem():
    assert schema.check({"initiatives": initiatives()}) == []


def test_all_problems_are_found_at_once_with_file_row_and_value():
    tables = {
        "initiatives": initiatives(
            initiative_id=["a", "a"], title=["Atelier", None], year=[2013, 3013]
        ).set_index(pd.Index([2, 3])),
        "themes": pd.DataFrame(
            {"initiative_id": ["a", "zz"], "theme": ["eau", "eau"]}, index=[2, 3]
        ),
    }
    found = schema.check(tables, files={"initiatives": "liste.csv", "themes": "tags.csv"})
    assert said(found) == [
        ("liste.csv", 3, "title", None, "valeur absente"),
        ("liste.csv", 3, "year", 3013, "hors de l'intervalle 1800 à 2100"),
        ("liste.csv", 3, "initiative_id", "a", "déjà présent plus haut"),
        ("tags.csv", 3, "initiative_id", "zz", "inconnu dans liste.csv"),
    ]
    message = str(schema.InvalidData(found))
    assert message.startswith("4 problèmes dans les données :")
    assert (
        "tags.csv, ligne 3, colonne « initiative_id » : « zz » : inconnu dans liste.csv" in message
    )


def test_a_missing_column_is_named_unless_it_is_made_later():
    table = {"initiatives": initiatives().drop(columns="precision")}
    assert [p.problem for p in schema.check(table)] == ["colonne absente"]
    assert schema.check(table, later={"initiatives": ["precision"]}) == []


def test_a_value_outside_the_list_is_named_with_the_choices():
    (problem,) = schema.check({"initiatives": initiatives(precision=["commune", "ville"])})
    assert problem.value == "ville"
    assert "address, place, street" in problem.fix


def test_a_point_off_the_globe_is_a_problem():
    (problem,) = schema.check({"initiatives": initiatives(geometry=[Point(148.4, 95.0), None])})
    assert problem.problem == "hors du globe"
    assert problem.row == 0


def test_many_problems_are_counted_and_the_first_shown():
    frame = pd.DataFrame({"initiative_id": [None] * 40, "theme": ["x"] * 40})
    error = schema.InvalidData(schema.check({"themes": frame}))
    assert len(error.problems) >= 40
    assert "autres" in str(error)


def test_tidy_orders_columns_rows_and_types():
    frame = initiatives(year=[2013.0, None], extra=[1, 2]).iloc[::-1]
    out = schema.tidy("initiatives", frame)
    assert list(out.columns) == schema.TABLES["initiatives"].names
    assert out["initiative_id"].tolist() == ["a", "b"]
    assert out["year"].dtype == "Int64"
    assert out["year"].tolist() == [2013, pd.NA]
    assert isinstance(out, gpd.GeoDataFrame)
    assert out.crs == "EPSG:4326"
    assert list(frame["initiative_id"]) == ["b", "a"]  # the argument is left as it was


def test_tidy_names_a_value_of_another_type():
    with pytest.raises(schema.InvalidData, match="20I3"):
        schema.tidy("initiatives", initiatives(year=["20I3", None]))


def test_two_sources_may_state_the_same_participation():
    frame = pd.DataFrame(
        {
            "initiative_id": ["a", "a"],
            "actor_id": ["x", "x"],
            "role": ["porteur", "porteur"],
            "source_url": ["un", "deux"],
        }
    )
    assert [p for p in schema.check({"participations": frame}) if "déjà" in p.problem] == []
    again = frame.assign(source_url="un")
    assert [p.row for p in schema.check({"participations": again}) if "déjà" in p.problem] == [1]


def test_the_dictionary_holds_every_table_and_column():
    text = schema.dictionary()
    for table in schema.TABLES.values():
        assert f"## {table.name}" in text
        for column in table.columns:
            assert f"| {column.name} | {column.type} |" in text
