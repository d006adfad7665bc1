"""The names of a study: in doubt on a sheet, decided, explained; its report says what is left."""

import pandas as pd
import pytest

from analysis import __main__ as cli
from analysis import manifest
from analysis.study.raw import gather
from tests.conftest import ROWS, sheet


@pytest.fixture
def doubtful(small_study):
    """Give the small study with partners whose names are in doubt."""
    rows = [list(row) for row in ROWS]
    partners = ["Croix-Verte", "Croix-Verte armoricaine", "Le Gall Y.", "Le Gall Yann",
                "Service des sports de la Ville de Kerlaz", "Ville de Kerlaz"]  # fmt: skip
    column = next(n for n, name in enumerate(sheet([]).strip().split(";")) if name == "Partenaires")
    for row, partner in zip(rows, partners, strict=False):
        row[column] = partner
    (small_study / "liste.csv").write_text(sheet(rows), encoding="utf-8")
    manifest.accept(small_study, "liste.csv")
    return small_study


def decide(folder, *rows):
    path = folder / "decisions" / "actors.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["name,verdict,actor_id,other", *rows]) + "\n", encoding="utf-8")


def test_names_are_reviewed_on_a_sheet(doubtful, tmp_path, capsys):
    path = tmp_path / "revue.csv"
    assert cli.main(["review", str(doubtful), "--csv", str(path)]) == 0
    assert "--take" in capsys.readouterr().out
    asked = pd.read_csv(path, sep=";", dtype="str", keep_default_na=False)
    pairs = [set(pair) for pair in asked[["nom", "autre nom"]].to_numpy()]
    assert {"Croix-Verte", "Croix-Verte armoricaine"} in pairs
    assert {"Le Gall Y.", "Le Gall Yann"} in pairs
    asked["réponse"] = ["même" if "Croix-Verte" in pair else "" for pair in pairs]
    asked.to_csv(path, sep=";", index=False)
    assert cli.main(["review", str(doubtful), "--take", str(path), "--who", "léa"]) == 0
    assert "1 réponse(s)" in capsys.readouterr().out
    found = gather(manifest.read(doubtful))
    rows = found.corpus.participations.set_index("actor_name_as_written")["actor_id"]
    assert rows["Croix-Verte"] == rows["Croix-Verte armoricaine"]
    assert rows["Le Gall Y."] != rows["Le Gall Yann"]
    assert cli.main(["review", str(doubtful), "--explain", "Croix-Verte"]) == 0
    said = capsys.readouterr().out
    assert "décidé : même Croix-Verte" in said
    assert "léa" in said
    assert cli.main(["review", str(doubtful), "--explain", "Inconnu au bataillon"]) == 1


def test_the_report_says_what_is_in_doubt_and_what_matches_nothing(doubtful):
    decide(doubtful, "Croix-Verte,est,CV,", "Nom disparu,est,X,")
    report = gather(manifest.read(doubtful)).report
    said = report.set_index("value")["problem"]
    assert "plus aucun nom" in said["Nom disparu"]
    assert report.loc[report["value"] == "Nom disparu", "row"].tolist() == ["3"]
    assert report["problem"].str.contains("une initiale ne suffit pas").sum() == 1
    assert report["problem"].str.contains("interconnaissance review petite").sum() == 1


def test_decisions_that_contradict_stop_a_run_before_anything_is_merged(doubtful, capsys):
    decide(doubtful, "A,même,,B", "B,même,,C", "A,autre,,C")
    assert cli.main(["run", str(doubtful), "--until", "corpus"]) == 1
    assert "ligne 4 sépare" in capsys.readouterr().err
    assert not (doubtful.parents[1] / "processed" / "petite" / "tables").exists()


def test_parts_are_folded_unless_the_study_says_otherwise(doubtful):
    def actors():
        found = gather(manifest.read(doubtful)).corpus
        rows = found.participations.set_index("actor_name_as_written")["actor_id"]
        return rows, found.actors.set_index("actor_id")["part_of"]

    service, body = "Service des sports de la Ville de Kerlaz", "Ville de Kerlaz"
    rows, _ = actors()
    assert rows[service] == rows[body]
    text = (doubtful / "study.toml").read_text("utf-8")
    (doubtful / "study.toml").write_text(
        text.replace("[roles]", "[actors]\nfold_parts = false\n[roles]"), encoding="utf-8"
    )
    rows, part_of = actors()
    assert rows[service] != rows[body]
    assert part_of[rows[service]] == rows[body]
