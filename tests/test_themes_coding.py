"""Coding by people: sheets, agreement; and what became of groups."""

import csv

import numpy as np
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
