"""Grids of themes that people write, and what each text has of them."""

import numpy as np
import pandas as pd
import pytest

from analysis import themes
from analysis.schema import InvalidData
from tests.test_themes import BIKES, GARDENS, toy

GRID = (
    themes.Seed("vélo", ("vélo", "selle")),
    themes.Seed("jardin", ("jardins", "compost")),
    themes.Seed("numérique", ("ordinateurs", "logiciels")),
)


def test_texts_go_to_the_theme_of_their_words():
    texts = toy()
    found = themes.seeded(texts, GRID)
    wanted = {**dict.fromkeys(BIKES, "vélo"), **dict.fromkeys(GARDENS, "jardin")}
    for label, text in texts.items():
        if text in wanted:
            assert found.first[label] == wanted[text]
    assert found.scores.columns.tolist() == ["vélo", "jardin", "numérique"]
    sums = found.scores.sum(axis=1)
    assert ((sums - 1).abs().lt(1e-6) | sums.eq(0)).all()
    nothing = texts[texts.isin(["", "le de la"])].index
    assert found.first[nothing].isna().all()
    assert not found.undecided[nothing].any()
    assert found.describe().startswith("13 textes sur 15")


def test_neither_rows_nor_accents_nor_repeated_runs_change_the_scores():
    texts = toy()
    found = themes.seeded(texts, GRID).scores
    turned = themes.seeded(texts.sample(frac=1, random_state=3), GRID).scores
    pd.testing.assert_frame_equal(turned.reindex(texts.index), found)
    plain = tuple(themes.Seed(s.name, tuple(w.replace("é", "E") for w in s.words)) for s in GRID)
    pd.testing.assert_frame_equal(themes.seeded(texts, plain).scores, found)


def test_what_people_said_holds_and_spreads_to_neighbours():
    texts = pd.Series(
        {"a": "atelier de poterie", "b": "poterie et argile", "c": "argile", "d": "vélo en ville"}
    )
    before = themes.seeded(texts, GRID)
    assert before.first[["a", "b", "c"]].isna().all()
    coded = pd.Series({"a": "numérique"})
    after = themes.seeded(texts, GRID, coded=coded)
    assert after.scores.loc["a"].tolist() == [0, 0, 1]
    assert after.first["b"] == "numérique"  # it shares « poterie » with a text that was coded
    assert after.first["d"] == "vélo"
    never = (themes.Seed("vélo", ("vélo",), counter_examples=("d",)), *GRID[1:])
    assert themes.seeded(texts, never).scores.at["d", "vélo"] == 0


def test_words_of_near_meaning_count_with_the_words_view():
    texts = pd.Series({"a": "un potager", "b": "réparation de bicyclettes", "c": "navigateur web"})
    alone = themes.seeded(texts, GRID)
    assert alone.first.isna().all()
    found = themes.seeded(texts, GRID, views=("lexical", "words"))
    assert found.first.tolist() == ["jardin", "vélo", "numérique"]


def test_unknown_examples_and_codes_are_all_named():
    grid = (themes.Seed("vélo", ("vélo",), examples=("zz",)), *GRID[1:])
    with pytest.raises(ValueError, match=r"« zz ».*« eau ».*« yy »"):
        themes.seeded(toy(), grid, coded=pd.Series({"t00": "eau", "yy": "vélo"}))


def test_one_theme_one_text_and_none():
    one = themes.seeded(pd.Series({"a": "vélo"}), GRID[:1])
    assert one.first.tolist() == ["vélo"]
    assert one.second.isna().all()
    assert len(themes.seeded(toy().iloc[:0], GRID).scores) == 0


# --- files ---


def written(tmp_path, text, name="grille.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_grid_is_read_from_a_spreadsheet_or_toml(tmp_path):
    text = "Thème;Mots;Exemples\nVélo;vélo, atelier vélo, selle;i1 | i2\n;;\nEau;rivière;\n"
    found = themes.read_grid(written(tmp_path, text))
    assert found == (
        themes.Seed("Vélo", ("vélo", "atelier vélo", "selle"), ("i1", "i2")),
        themes.Seed("Eau", ("rivière",)),
    )
    toml = '[[theme]]\nname = "Eau"\nwords = ["rivière"]\ncounter_examples = ["i3"]\n'
    found = themes.read_grid(written(tmp_path, toml, "g.toml"))
    assert found == (themes.Seed("Eau", ("rivière",), (), ("i3",)),)


def test_what_is_wrong_in_a_grid_is_all_named(tmp_path):
    text = (
        "theme;words;examples;counter_examples\nVélo;selle;;\nvelo;pédale;;\nEau;;;\n"
        ";pluie;;\nMer;SELLE;i1;i1\n"
    )
    with pytest.raises(InvalidData) as caught:
        themes.read_grid(written(tmp_path, text))
    said = str(caught.value)
    for part in ("déjà ligne 2", "ligne 4", "sans mots ni exemples", "sans nom", "SELLE",
                 "exemple et contre-exemple"):  # fmt: skip
        assert part in said
    with pytest.raises(InvalidData, match="grille vide"):
        themes.read_grid(written(tmp_path, "theme;words\n"))
    with pytest.raises(ValueError, match="colonne words"):
        themes.read_grid(written(tmp_path, "theme;x\n"))
    with pytest.raises(ValueError, match=r"g\.toml"):
        themes.read_grid(written(tmp_path, "[[theme", "g.toml"))
    with pytest.raises(ValueError, match=r"g\.docx"):
        themes.read_grid(written(tmp_path, "", "g.docx"))


@pytest.mark.parametrize(("name", "n"), [("aims", 6), ("social-innovation", 12)])
def test_the_ready_grids_are_sound(name, n):
    grid = themes.read_grid(name)
    assert len(grid) == n
    assert all(len(seed.words) >= 7 for seed in grid)
    texts = pd.Series([" ".join(seed.words) for seed in grid], [seed.name for seed in grid])
    found = themes.seeded(texts, grid)
    assert (found.first == np.array(texts.index)).all()
