"""Coding by people: sheets, agreement; and what became of groups."""

import csv
import gc
import warnings

import numpy as np
import openpyxl
import pandas as pd
import pytest

from analysis import themes
from analysis.schema import InvalidData

GRID = (themes.Seed("Vélo", ("vélo",)), themes.Seed("Économie d'énergie", ("énergie",)))


def codes(**coders: str) -> pd.DataFrame:
    """Write codes one letter a text; "." for none."""
    rows = [
        (f"t{place:02d}", coder, letter)
        for coder, letters in coders.items()
        for place, letter in enumerate(letters)
        if letter != "."
    ]
    return pd.DataFrame(rows, columns=["text_id", "coder", "theme"])


@pytest.mark.parametrize(
    ("coders", "alpha"),
    [
        # Krippendorff (2011), Computing Krippendorff's alpha-reliability: sections A to C.
        ({"meg": "0100000010", "owen": "1110010000"}, 0.095),
        ({"ben": "aabbdcccedda", "gerry": "babbbcccedddd"[:12]}, 0.692),
        (
            {"a": "123321412...", "b": "1233224125.3", "c": ".3332342251.", "d": "12332441251."},
            0.743,
        ),
    ],
)
def test_alpha_is_the_published_one(coders, alpha):
    found = themes.agreement(codes(**coders), draws=200)
    assert found.alpha == pytest.approx(alpha, abs=5e-4)
    assert found.low <= found.alpha <= found.high


def test_agreement_by_theme_and_what_to_talk_about():
    found = themes.agreement(codes(a="vvvveeeexx", b="vvvveeeevv", c="vvvveeeexv"), draws=300)
    assert found.by_theme.at["e", "alpha"] == 1
    assert found.by_theme.index[0] == "x"
    assert found.disagreements["text_id"].tolist() == ["t08", "t09"]
    assert found.disagreements.columns.tolist() == ["text_id", "a", "b", "c"]
    assert found.texts, found.coders == (10, 3)
    assert "alpha de Krippendorff 0,7" in found.sentence()
    turned = codes(a="vvvveeeexx", b="vvvveeeevv", c="vvvveeeexv").sample(frac=1, random_state=1)
    again = themes.agreement(turned, draws=300)
    assert (again.alpha, again.low, again.high) == (found.alpha, found.low, found.high)
    same = themes.agreement(codes(a="vvee", b="vvee"), draws=50)
    assert same.alpha == 1
    assert "se prêtent à des conclusions" in same.sentence()
    assert same.disagreements.empty


def test_codes_that_do_not_meet_are_refused():
    with pytest.raises(ValueError, match="two codes"):
        themes.agreement(codes(a="v.", b=".v"))
    twice = pd.concat([codes(a="v", b="v"), codes(a="e")])
    with pytest.raises(ValueError, match="'t00' is coded twice"):
        themes.agreement(twice)


TEXTS = pd.Series({"i1": "Un vélo", "i2": "=1+1", "i3": "Du soleil ;\nencore"}, name="text")


def test_a_sheet_goes_out_and_comes_back(tmp_path):
    path = tmp_path / "codage-a.csv"
    themes.write_coding_sheet(TEXTS, path, proposals=themes.seeded(TEXTS, GRID))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # for Excel
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert sorted(row["text_id"] for row in rows) == ["i1", "i2", "i3"]
    assert {row["text_id"]: row["proposition_1"] for row in rows}["i1"] == "Vélo"
    assert {row["text_id"]: row["texte"] for row in rows}["i2"] == "'=1+1"
    with pytest.raises(FileExistsError, match=r"codage-a\.csv"):
        themes.write_coding_sheet(TEXTS, path)
    for row in rows:
        row["theme"] = {"i1": "velo", "i3": "ECONOMIE D'ENERGIE"}.get(row["text_id"], "")
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    found = themes.read_codes({"a": path}, GRID, texts=TEXTS)
    assert found[["text_id", "coder", "theme"]].to_numpy().tolist() == [
        ["i1", "a", "Vélo"], ["i3", "a", "Économie d'énergie"]
    ]  # fmt: skip


def test_a_blind_sheet_shows_no_proposal_and_two_seeds_other_orders(tmp_path):
    texts = pd.Series({f"i{k:02d}": f"texte {k}" for k in range(30)})
    orders = []
    for seed in (1, 2):
        path = tmp_path / f"{seed}.csv"
        themes.write_coding_sheet(texts, path, seed=seed)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter=";"))
        assert {row["proposition_1"] for row in rows} == {""}
        orders.append([row["text_id"] for row in rows])
    assert orders[0] != orders[1] != sorted(orders[1])


def test_what_is_wrong_in_sheets_is_all_named(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text("text_id;theme\ni1;Vélo\ni1;Vélo\nzz;Vélo\ni3;Tricot\n", encoding="utf-8")
    other = tmp_path / "c.csv"
    other.write_text("id;theme\ni1;Vélo\n", encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        themes.read_codes({"b": path, "c": other}, GRID, texts=TEXTS)
    said = str(caught.value)
    for part in ("ligne 3", "déjà codé", "« zz »", "Tricot", "c.csv", "text_id"):
        assert part in said


def test_a_spreadsheet_goes_out_with_its_list_of_themes_and_comes_back(tmp_path):
    path = tmp_path / "codage.xlsx"
    texts = pd.concat([TEXTS, pd.Series({"i4": "x\x07y " + "long " * 9_000})])
    themes.write_coding_sheet(texts, path, grid=GRID, proposals=themes.seeded(texts, GRID))
    book = openpyxl.load_workbook(path)
    sheet = book["codage"]
    offered = sheet.data_validations.dataValidation[0]
    assert offered.formula1 == f"'thèmes'!$A$1:$A${len(GRID)}"
    assert str(offered.sqref) == "E2:E5 F2:F5"
    assert [row[0].value for row in book["thèmes"].rows] == [seed.name for seed in GRID]
    cells = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert cells["i2"][1].data_type == "s"  # no formula
    assert cells["i1"][2].value == "Vélo"
    cells["i1"][4].value = "vélo"
    cells["i3"][4].value = "Économie d'énergie"
    book.save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        found = themes.read_codes({"a": path}, GRID, texts=texts)
        gc.collect()  # a file left open would say so now
    assert found[["text_id", "theme"]].to_numpy().tolist() == [
        ["i1", "Vélo"], ["i3", "Économie d'énergie"]
    ]  # fmt: skip
    (tmp_path / "faux.xlsx").write_text("text_id;theme", encoding="utf-8")
    with pytest.raises(ValueError, match=r"faux\.xlsx : classeur illisible"):
        themes.read_codes({"a": tmp_path / "faux.xlsx"}, GRID)


def test_the_theme_of_most_coders_is_kept_and_a_draw_left_to_talk_about():
    found = themes.majority(codes(a="vve", b="vee", c="v.v"))
    assert found.to_dict() == {"t00": "v", "t02": "e"}  # t01: one says v, one says e


# --- learned from codes ---


def kinds() -> tuple[pd.Series, pd.Series]:
    """Give 40 texts of two kinds, and what a person would say of them."""
    words = {"Vélo": ["selle", "pédales", "guidon", "atelier", "réparer"],
             "Jardin": ["compost", "graines", "potager", "semer", "arroser"]}  # fmt: skip
    rng = np.random.default_rng(0)
    texts, said = {}, {}
    for k in range(40):
        kind = "Vélo" if k % 2 else "Jardin"
        texts[f"t{k:02d}"] = " ".join(rng.choice(words[kind], 3, replace=False))
        said[f"t{k:02d}"] = kind
    return pd.Series(texts), pd.Series(said)


def test_what_people_coded_goes_to_the_others_and_is_marked():
    texts, said = kinds()
    grid = [themes.Seed("Vélo", ()), themes.Seed("Jardin", ())]  # no words: codes alone
    found = themes.learned(texts, grid, said.iloc[:14])
    assert found.first.equals(said.rename("first"))
    assert (found.source == "personne").tolist() == [True] * 14 + [False] * 26
    assert found.probabilities.iloc[:14].max(axis=1).eq(1).all()
    assert found.probabilities.sum(axis=1).round(3).eq(1).all()
    assert found.accuracy == 1
    assert found.expected > 0.9
    assert "14 textes codés par des personnes, 26 proposés" in found.describe()
    turned = themes.learned(texts.sample(frac=1, random_state=1), grid, said.iloc[:14][::-1])
    pd.testing.assert_frame_equal(turned.probabilities.reindex(texts.index), found.probabilities)


def test_codes_at_random_teach_nothing_and_it_says_so():
    texts, said = kinds()
    grid = [themes.Seed("Vélo", ()), themes.Seed("Jardin", ())]
    drawn = pd.Series(np.random.default_rng(2).permutation(said), index=said.index)
    found = themes.learned(texts, grid, drawn.iloc[:30])
    assert found.accuracy < 0.75
    assert abs(found.expected - found.accuracy) < 0.2  # it does not boast
    assert found.probabilities.iloc[30:].max(axis=1).mean() < 0.75


def test_too_few_codes_teach_nothing():
    texts, said = kinds()
    grid = [themes.Seed("Vélo", ()), themes.Seed("Jardin", ())]
    with pytest.raises(ValueError, match="9 codes: code 10 texts or more"):
        themes.learned(texts, grid, said.iloc[:9])
    with pytest.raises(ValueError, match="« Tricot »"):
        themes.learned(texts, grid, pd.Series("Tricot", index=texts.index[:10]))


# --- what became of groups ---


def test_groups_are_kept_split_merged_new_or_gone():
    before = pd.Series(dict(zip("abcdefghij", [0, 0, 0, 1, 1, 1, 1, 2, 2, 3], strict=True)))
    after = pd.Series(dict(zip("abcdefghikl", [9, 9, 9, 8, 8, 7, 7, 9, 9, 5, 5], strict=True)))
    found = themes.compare(before, after)
    said = {
        (None if pd.isna(a) else a, None if pd.isna(b) else b): became
        for a, b, became in found[["before", "after", "became"]].itertuples(index=False)
    }
    assert said == {
        (0, 9): "kept",  # 3 of 5
        (2, 9): "merged",  # whole, into a larger one
        (1, 7): "split",  # in two halves
        (1, 8): "split",
        (3, None): "gone",  # its only text has no group any more
        (None, 5): "new",
    }
    row = found[(found["before"] == 0) & (found["after"] == 9)].iloc[0]
    assert row[["n_before", "n_after", "shared"]].tolist() == [3, 5, 3]
    assert row["overlap"] == pytest.approx(3 / 5)


def test_a_large_group_that_falls_apart_is_split_and_the_same_is_kept():
    before = pd.Series([0] * 9)
    after = pd.Series([0] * 3 + [1] * 3 + [2] * 3)
    assert themes.compare(before, after)["became"].tolist() == ["split"] * 3
    same = themes.compare(before, before)
    assert same["became"].tolist() == ["kept"]
    renamed = themes.compare(after, after.map({0: "x", 1: "y", 2: "z"}))
    assert renamed["became"].tolist() == ["kept"] * 3
    assert renamed.attrs["agreement"] == 1
    assert np.isnan(themes.compare(before.iloc[:0], after).attrs["agreement"])
    with pytest.raises(ValueError, match="before has « 0 » twice"):
        themes.compare(pd.Series([1, 1], index=[0, 0]), after)
