"""The desk to code texts: what keys and buttons ask for, and what is on disk."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from analysis import explorer, themes

GRID = [themes.Seed(name, ("mot",)) for name in ("Vélo", "Jardin", "Énergie")]
TEXTS = pd.Series({f"i{k}": f"texte {k}" for k in range(5)} | {"i5": "=1+1 <b>gras</b>"})


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "codage-lea.csv"


def on_disk(path: Path) -> dict[str, tuple[str, str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    return {
        r["text_id"]: (r["theme"], r["second_theme"], r["note"])
        for r in rows if r["theme"] or r["second_theme"] or r["note"]
    }  # fmt: skip


def press(desk: explorer.CodingDesk, **said) -> None:
    desk._heard(desk, said, [])


def test_each_choice_is_on_disk_at_once_and_the_next_text_comes(path):
    desk = explorer.code(TEXTS, GRID, path)
    first = desk.text_id
    press(desk, do="give", theme="Jardin", second=True)
    assert (desk.text_id, desk.second_theme) == (first, "Jardin")
    press(desk, do="note", text="à revoir ; avec Paul")
    press(desk, do="give", theme="Vélo", second=False)
    assert on_disk(path) == {first: ("Vélo", "Jardin", "à revoir ; avec Paul")}
    assert desk.text_id != first
    assert desk.done == 1
    assert desk.codes.to_numpy().tolist() == [[first, "Vélo", "Jardin", "à revoir ; avec Paul"]]
    found = themes.read_codes({"léa": path}, GRID, texts=TEXTS)
    assert found[["text_id", "theme", "second_theme"]].to_numpy().tolist() == [
        [first, "Vélo", "Jardin"]
    ]


def test_undo_takes_back_change_after_change(path):
    desk = explorer.code(TEXTS, GRID, path)
    order = [row["text_id"] for row in desk._rows]
    desk.give("Vélo")
    desk.give("Jardin")
    desk.note("non")
    press(desk, do="undo")
    press(desk, do="undo")
    assert on_disk(path) == {order[0]: ("Vélo", "", "")}
    assert desk.text_id == order[1]  # the text whose code was taken back
    assert desk.can_undo
    press(desk, do="undo")
    press(desk, do="undo")  # nothing left to take back
    assert on_disk(path) == {}
    assert (desk.text_id, desk.can_undo) == (order[0], False)


def test_a_sheet_is_taken_up_where_it_was_left(path):
    desk = explorer.code(TEXTS, GRID, path, seed=3)
    order = [row["text_id"] for row in desk._rows]
    desk.give("Vélo")
    desk.go(3)
    desk.give("Énergie")
    again = explorer.code(TEXTS, GRID, path, seed=9)  # the order is the sheet's
    assert [row["text_id"] for row in again._rows] == order
    assert (again.text_id, again.done, again.total) == (order[1], 2, 6)
    for _ in range(4):
        again.give("Vélo")
    assert again.done == 6
    again.give("")  # a code may be taken away
    assert again.done == 5
    with pytest.raises(ValueError, match="no theme 'Tricot'"):
        again.give("Tricot")
    press(again, do="give", theme=3, second=False)  # what is not understood does nothing
    press(again, do="go", by=-100)
    assert again.place == 0


def test_proposals_are_shown_or_hidden_and_text_is_text(path, tmp_path):
    grid = [themes.Seed("Calcul", ("gras",)), themes.Seed("Textes", ("texte",))]
    desk = explorer.code(TEXTS, grid, path, proposals=themes.seeded(TEXTS, grid))
    for _ in range(6):
        if desk.text_id == "i5":
            break
        desk.give("Textes")
    assert desk.text == "=1+1 <b>gras</b>"
    assert desk.proposals[0] == "Calcul"
    assert explorer.code(TEXTS, grid, tmp_path / "blind.csv").proposals == []


def test_what_is_no_sheet_of_these_texts_is_named(path, tmp_path):
    explorer.code(TEXTS, GRID, path)
    with pytest.raises(ValueError, match=r"codage-lea\.csv : texte « i0 » inconnu"):
        explorer.code(TEXTS.iloc[1:], GRID, path)
    (tmp_path / "x.csv").write_text("text_id;texte\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.csv : colonne proposition_1"):
        explorer.code(TEXTS, GRID, tmp_path / "x.csv")
    with pytest.raises(ValueError, match="changer le nom"):
        explorer.code(TEXTS, GRID, tmp_path / "x.xlsx")
    with pytest.raises(ValueError, match="36 thèmes"):
        explorer.code(TEXTS, [themes.Seed(f"t{k}", ("m",)) for k in range(36)], path)
