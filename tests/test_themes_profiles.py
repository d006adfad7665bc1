"""Groups against years, places and actors; the plane of texts; their figures."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PathCollection

from analysis import figures, themes
from tests.test_themes_deciding import texts


def rows(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns)


GROUPS = rows(initiative_id=["a", "b", "c", "d", "e"], group=[0, 0, 1, 1, pd.NA]).astype(
    {"group": "Int64"}
)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_shares_have_wilson_s_interval():
    # Two of three in the group: Wilson gives 0.2077 to 0.9385 (Newcombe 1998's formula by hand).
    values = rows(
        initiative_id=["a", "b", "c", "c", "d", "e"], value=["x", "x", "x", "y", None, "x"]
    )
    table = themes.shares(GROUPS, values).set_index(["value", "group"])
    assert table.loc[("x", 0), ["n", "total"]].tolist() == [2, 3]
    assert table.loc[("x", 0), ["share", "low", "high"]].tolist() == pytest.approx(
        [2 / 3, 0.2077, 0.9385], abs=1e-4
    )
    assert table.loc[("y", 0), ["n", "total", "share"]].tolist() == [0, 1, 0]
    assert table.loc[("y", 0), "low"] == pytest.approx(0, abs=1e-9)
    assert len(table) == 4
    doubled = pd.concat([values, values])
    assert themes.shares(GROUPS, doubled).set_index(["value", "group"]).equals(table)


def dated(before: tuple[int, int], after: tuple[int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give initiatives of two groups, so many of each in 2000, and in 2010."""
    groups = [0] * before[0] + [1] * before[1] + [0] * after[0] + [1] * after[1]
    years = [2000] * sum(before) + [2010] * sum(after)
    ids = [f"i{k:03d}" for k in range(len(groups))]
    return rows(initiative_id=ids, group=groups), rows(initiative_id=ids, year=years)


def test_a_trend_is_firth_s_which_for_two_years_adds_a_half_to_each_cell():
    groups, years = dated((3, 17), (12, 8))
    table = themes.trend(groups, years).set_index("group")
    ratio = (12.5 * 17.5) / (8.5 * 3.5)
    assert table.loc[0, "change"] == pytest.approx(ratio, rel=1e-4)
    assert table.loc[1, "change"] == pytest.approx(1 / ratio, rel=1e-3)
    # Its error: the information of both years at the fitted shares.
    p, q = 3.5 / 21, 12.5 / 21
    error = np.sqrt(1 / (20 * p * (1 - p)) + 1 / (20 * q * (1 - q)))
    assert table.loc[0, "high"] == pytest.approx(ratio * np.exp(1.959964 * error), rel=1e-3)
    assert table["verdict"].tolist() == ["hausse", "baisse"]
    assert table["n"].tolist() == [15, 25]


def test_a_trend_of_few_or_of_one_year_is_not_sure():
    groups, years = dated((0, 3), (3, 0))  # parted entirely: no likelihood has a maximum
    table = themes.trend(groups, years)
    assert np.isfinite(table[["change", "low", "high"]]).all(axis=None)
    assert set(table["verdict"]) == {"incertain"}
    same = themes.trend(groups, years.assign(year=2000))
    assert same["change"].isna().all()
    assert set(same["verdict"]) == {"incertain"}
    assert themes.trend(groups, years.assign(year=np.nan))["n"].tolist() == [0, 0]


def test_those_who_bridge_themes_come_first():
    said = rows(
        initiative_id=["a", "b", "c", "d", "a", "c", "e", "a", "a"],
        actor_id=["P", "P", "P", "P", "Q", "Q", "R", "S", "S"],
    )
    table = themes.theme_bridges(GROUPS, said).set_index("actor_id")
    assert table.index.tolist() == ["P", "Q", "S"]  # R has no initiative with a theme
    assert table.loc["P", ["initiatives", "themes", "effective", "main"]].tolist() == [4, 2, 2, 0]
    assert table.loc["S", ["initiatives", "themes", "effective", "main_share"]].tolist() == [
        1, 1, 1, 1,
    ]  # fmt: skip
    uneven = rows(initiative_id=["a", "b", "c"], actor_id=["P"] * 3)
    found = themes.theme_bridges(GROUPS, uneven)["effective"].iloc[0]
    assert found == pytest.approx(3 / 2 ** (2 / 3), abs=1e-4)  # exp of the entropy of (2/3, 1/3)


def test_texts_that_are_alike_lie_near_whatever_the_order():
    some = texts("v", "j", "o")
    laid = themes.plane(some)
    assert laid.shape == (18, 2)
    kinds = np.array([label[0] for label in some.index])
    points = laid.to_numpy()
    gaps = np.linalg.norm(points[:, None] - points, axis=2)
    np.fill_diagonal(gaps, np.inf)
    assert (kinds[gaps.argmin(axis=1)] == kinds).all()
    turned = themes.plane(some.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(turned.reindex(some.index), laid)
    assert themes.plane(pd.concat([some, pd.Series({"rien": "le de"})])).loc["rien"].isna().all()
    assert themes.plane(some.iloc[:2]).notna().all(axis=None)
    assert themes.plane(some.iloc[:0]).empty
    with pytest.raises(ValueError, match="repeated"):
        themes.plane(pd.concat([some, some]))


def test_beyond_the_landmarks_the_others_stand_among_them(monkeypatch):
    from analysis.themes import views

    monkeypatch.setattr(views, "LANDMARKS", 30)
    some = texts("v", "j", n=40)
    laid = themes.plane(some)
    assert laid.notna().all(axis=None)
    middle = laid.groupby([label[0] for label in some.index]).transform("mean")
    spread = np.linalg.norm((laid - middle).to_numpy(), axis=1).max()
    apart = np.linalg.norm(middle.iloc[0] - middle.iloc[-1])
    assert spread < apart


# --- figures ---

NAMES = rows(group=[0, 1], name=["Vélos", "Jardins"], n=[3, 2], stability=[0.9, np.nan])


def words(ax) -> str:
    said = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()]
    legend = ax.get_legend()
    said += [] if legend is None else legend.get_texts()
    return "\n".join(t.get_text().replace("\n", " ") for t in said)


def test_the_plane_shows_all_that_is_placed_and_those_that_hesitate():
    at = rows(initiative_id=list("abcde"), x=[0, 1, 2, 3, np.nan], y=[0.0] * 5)
    said = rows(
        initiative_id=list("abcde"), group=[0, 0, 1, 1, 0], undecided=[False, True] + [False] * 3,
        name=["Vélos", "Vélos", "Jardins", "Jardins", "Vélos"],
    )  # fmt: skip
    ax = figures.theme_plane(at, said)
    dots = [c for c in ax.collections if isinstance(c, PathCollection)]
    assert [len(c.get_offsets()) for c in dots] == [2, 2]
    assert dots[0].get_facecolor()[1].tolist() == [1, 1, 1, 1]  # hollow
    assert "Vélos (2)" in words(ax)
    assert "hésite entre deux thèmes (1)" in words(ax)
    assert "4 initiatives sur 5" in figures.caption(ax)
    assert "hesitates" in words(figures.theme_plane(at, said, lang="en"))


def test_cards_say_each_theme_its_words_and_its_heart():
    terms = rows(group=[0, 0, 1], rank=[1, 2, 1], term=["selle", "guidon", "compost"])
    typical = rows(group=[0, 1], rank=[1, 1], initiative_id=["a", "b"])
    titles = rows(initiative_id=["a", "b"], title=["Atelier $x_1$ vélo", "Un jardin " * 20])
    ax = figures.theme_cards(NAMES, terms, typical, titles)
    said = words(ax)
    for part in ("Vélos", "3 initiatives · stabilité 0,90", "selle, guidon", "stabilité –", "…"):
        assert part in said
    assert "$x_1$" in said
    assert not any(t.get_parse_math() for t in ax.texts if "$" in t.get_text())
    ax.get_figure().canvas.draw()
    heights = [t.get_window_extent() for t in ax.texts]
    for i, one in enumerate(heights):
        assert not any(one.overlaps(other) for other in heights[:i]), "lines do not overlap"


def test_the_matrix_holds_mean_strengths_and_stability():
    strengths = rows(
        initiative_id=["a", "a", "b", "b", "c", "c"], group=[0, 1] * 3,
        strength=[0.8, 0.2, 0.6, 0.4, 0.1, 0.9],
    )  # fmt: skip
    own = rows(initiative_id=["a", "b", "c"], group=[0, 0, 1])
    ax = figures.theme_matrix(strengths, own, NAMES)
    table = np.asarray(ax.images[0].get_array())
    assert table[:, :2] == pytest.approx(np.array([[0.7, 0.3], [0.1, 0.9]]))
    assert table[0, 3] == 0.9
    assert {"0,70", "0,30", "0,10", "0,90"} <= set(words(ax).splitlines())


def test_the_curve_marks_what_is_kept_and_the_trend_what_is_sure():
    curve = rows(k=[2, 3, 4], over_samples=[0.9, 0.7, np.nan], smallest=[9, 5, 1])
    ax = figures.theme_curve(curve, kept=3)
    assert ax.collections[0].get_offsets().tolist() == [[3, 0.7]]
    assert {"9", "5"} <= set(words(ax).splitlines())
    assert "le nombre retenu, 3" in figures.caption(ax)
    trend = rows(group=[0, 1], n=[15, 25], change=[2.0, 0.9], low=[1.2, 0.5], high=[4.0, 1.4],
                 verdict=["hausse", "incertain"])  # fmt: skip
    ax = figures.theme_trend(trend, NAMES)
    said = words(ax).splitlines()
    assert [line for line in said if "(" in line] == ["Jardins (25)", "Vélos (15)"]
    assert said.count("hausse") == 1
    assert "incertain" not in said
    assert figures.theme_trend(trend.iloc[:0], NAMES) is not None
