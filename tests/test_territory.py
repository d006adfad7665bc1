import pandas as pd
import pytest

from analysis import territory
from tests.test_places import toy


def placed() -> pd.DataFrame:
    codes = ["29001", "29001", "29002", None]
    return pd.DataFrame({"initiative_id": list("abcd"), "commune_code": codes})


GROUPS = pd.DataFrame({"initiative_id": list("abcd"), "group": [0, 1, 0, 1]})


def test_counts_and_rates_by_hand():
    found = territory.counts(placed(), toy()).set_index("area")
    assert found["n"].to_dict() == {"Pays A": 3, "Pays B": 0}
    assert found["population"].to_dict() == {"Pays A": 1300, "Pays B": 500}
    assert found["per_10000"]["Pays A"] == pytest.approx(3 / 1300 * 10_000)
    assert found["in_focus"].to_dict() == {"Pays A": True, "Pays B": False}
    by_commune = territory.counts(placed(), toy(), by="commune")
    assert by_commune["n"].tolist() == [2, 1, 0]


def test_a_profile_loses_nobody():
    found = territory.profile(placed(), GROUPS, toy())
    assert found.loc[("1", "Pays A")].tolist() == [2, 1]
    assert found.loc[("2", "Pays B")].tolist() == [0, 0]
    assert found.loc[("", "Sans commune")].tolist() == [0, 1]
    assert found.to_numpy().sum() == 4
    partial = territory.profile(placed(), GROUPS.iloc[:3], toy())
    assert partial[-1].sum() == 1  # without a group


def test_the_order_of_rows_changes_nothing():
    straight = territory.profile(placed(), GROUPS, toy())
    turned = territory.profile(placed().iloc[::-1], GROUPS.iloc[::-1], toy().iloc[::-1])
    pd.testing.assert_frame_equal(straight, turned)


def test_areas_of_one_s_own_are_counted_too():
    areas = toy().assign(canton_code=["x", "y", "y"], canton=["Côte", "Terre", "Terre"])
    found = territory.counts(placed(), areas, by="canton").set_index("area")
    assert found["n"].to_dict() == {"Côte": 2, "Terre": 1}
    assert found["population"].to_dict() == {"Côte": 1000, "Terre": 800}


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="35000"):
        territory.counts(placed().assign(commune_code="35000"), toy())
    with pytest.raises(ValueError, match="canton"):
        territory.counts(placed(), toy(), by="canton")
    with pytest.raises(ValueError, match="deux groupes"):
        territory.profile(placed(), pd.concat([GROUPS, GROUPS]), toy())
