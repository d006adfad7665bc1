"""Figures of encounters: what they draw, from small results."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection, PathCollection

from analysis import figures


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def legend(ax):
    return [t.get_text().replace("\n", " ") for t in ax.get_legend().get_texts()]


PAIRS = pd.DataFrame(
    {
        "group": ["all", "Vélo"], "actors": [1200, 3], "pairs": [10, 3], "worked": [0.2, 1 / 3],
        "low": [0.1, 0.2], "high": [0.3, 0.5], "declared": [0.0, 0.0], "two_steps": [0.3, 0.0],
        "missed": [0.8, 2 / 3],
    }
)  # fmt: skip


def test_pairs_are_parted_into_the_whole():
    ax = figures.acquainted(PAIRS)
    bars = [b for c in ax.containers for b in c.patches]
    for line in range(2):
        own = [b for b in bars if round(b.get_y() + b.get_height() / 2) == line]
        assert sum(b.get_width() for b in own) == pytest.approx(1)
    assert [b.get_width() for b in ax.containers[0].patches] == pytest.approx([0.2, 1 / 3])
    labels = [t.get_text() for t in ax.get_yticklabels()]
    assert labels == ["Toutes les paires (1\u202f200)", "Vélo (3)"]
    assert "disent se connaître" not in legend(ax)  # nobody was asked
    asked = PAIRS.assign(declared=[0.1, 0.0], missed=[0.7, 2 / 3])
    assert "disent se connaître" in legend(figures.acquainted(asked))
    assert "All pairs" in figures.acquainted(PAIRS, lang="en").get_yticklabels()[0].get_text()


def test_methods_lie_by_crossing_and_hits():
    table = pd.DataFrame(
        {"method": ["Adamic–Adar", "open"], "hits": [0.4, 0.45], "low": [0.3, 0.4],
         "high": [0.5, 0.5], "crossing": [0.3, 0.6], "asked": 20, "hidden": 44}
    )  # fmt: skip
    ax = figures.hits(table)
    points = [c.get_offsets()[0].tolist() for c in ax.collections if isinstance(c, PathCollection)]
    assert points == [[0.3, 0.4], [0.6, 0.45]]
    assert legend(ax) == ["Adamic–Adar", "nos suggestions, ouvertes"]
    assert "20 acteurs interrogés, 44 paires" in figures.caption(ax)
    assert "mine" in legend(figures.hits(table, names={"open": "mine"}))


@pytest.mark.parametrize("known", [0, 1])
def test_a_method_that_nothing_could_judge_is_not_drawn(known):
    rows = [("open", 0.4, 0.3, 0.5, 0.3), ("alike", np.nan, np.nan, np.nan, np.nan)]
    table = pd.DataFrame(
        [(*row, 20, 44) for row in rows[1 - known :]],
        columns=["method", "hits", "low", "high", "crossing", "asked", "hidden"],
    )
    ax = figures.hits(table)
    points = [c for c in ax.collections if isinstance(c, PathCollection)]
    assert len(points) == known
    assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all()


def test_sizes_of_tables_are_named():
    table = pd.DataFrame(
        {"tables": [8, 7], "seats": [7, 8], "bound": [672, 763], "repeated": [0, 21]}
    )
    ax = figures.table_sizes(table)
    assert [t.get_text() for t in ax.texts] == ["8 × 7", "7 × 8"]
    assert ax.collections[0].get_offsets().tolist() == [[0, 672], [21, 763]]


def test_aims_are_counted_over_all_areas():
    table = pd.DataFrame(
        {"area": ["Brest", "Crozon", ""], "theme": ["Vélo", "Vélo", ""],
         "aim": ["lien", "lien", ""], "initiatives": [2, 1, 4], "by_people": [1, 0, 0]}
    )  # fmt: skip
    ax = figures.aims_matrix(table)
    assert sorted(t.get_text() for t in ax.texts) == ["3", "4"]
    assert "7 initiatives, dont 1 codées par des personnes" in figures.caption(ax)
    assert "(aucun)" in [t.get_text() for t in ax.get_xticklabels()]


def test_editions_keep_each_actor_at_its_place():
    ties = pd.DataFrame(
        {"actor_a": ["a", "a", "b"], "actor_b": ["b", "c", "c"], "status": ["kept", "new", "lost"]}
    )
    at = pd.DataFrame({"actor_id": list("abcd"), "x": [0, 1, 2, 9.0], "y": [0, 1, 0, 9.0]})
    ax = figures.editions(ties, at, titles=("2010", "2015"))
    before, after = ax.child_axes
    assert (before.get_title(), after.get_title()) == ("2010", "2015")
    drawn = [
        [len(c.get_segments()) for c in part.collections if isinstance(c, LineCollection)]
        for part in (before, after)
    ]
    assert drawn == [[1, 1], [1, 1]]
    places = [
        next(c for c in part.collections if isinstance(c, PathCollection)).get_offsets().tolist()
        for part in (before, after)
    ]
    assert places[0] == places[1]
    assert len(places[0]) == 3  # d is tied in neither
    assert legend(ax) == ["Nouveaux (1)", "Gardés (1)", "Perdus (1)"]


def test_a_saved_figure_has_its_facts_beside_it_and_its_title_inside(tmp_path):
    ax = figures.acquainted(PAIRS)
    written = figures.save(ax, tmp_path / "x", "paires", title="Les paires")
    assert [p.name for p in written] == ["paires.pdf", "paires.svg", "paires.png", "paires.txt"]
    text = written[-1].read_text(encoding="utf-8")
    assert text == f"Les paires\n{figures.caption(ax)}\n"
    assert "Entre parenthèses, les acteurs." in text
    assert b"<dc:title>Les paires</dc:title>" in written[1].read_bytes()
    assert b"Les paires" in written[2].read_bytes()
    again = figures.save(figures.acquainted(PAIRS), tmp_path / "y", "paires", title="Les paires")
    assert [p.read_bytes() for p in written] == [p.read_bytes() for p in again]
