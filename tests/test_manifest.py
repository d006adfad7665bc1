import pytest

from analysis import manifest
from analysis.manifest import InvalidStudy

TEXT = """# un commentaire qui reste
title = "Essai"
seed = 3

[[files]]
path = "a.csv"
table = "initiatives"
sha256 = "{sha}"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_text("nom\nA\n", encoding="utf-8")
    sha = manifest.digest(tmp_path / "a.csv")
    (tmp_path / "study.toml").write_text(TEXT.format(sha=sha), encoding="utf-8")
    return tmp_path


def problems(folder):
    with pytest.raises(InvalidStudy) as caught:
        manifest.check(manifest.read(folder))
    return caught.value.problems


def test_a_study_as_received_is_accepted(folder):
    study = manifest.read(folder)
    manifest.check(study)
    assert (study.title, study.seed, study.language) == ("Essai", 3, "fr")


def test_unknown_missing_and_changed_files_are_all_named_with_their_command(folder):
    (folder / "a.csv").write_text("nom\nB\n", encoding="utf-8")
    (folder / "sous").mkdir()
    (folder / "sous" / "b.csv").write_text("x", encoding="utf-8")
    text = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(
        text + '[[files]]\npath = "c.csv"\ntable = "actors"\n', encoding="utf-8"
    )
    found = problems(folder)
    assert len(found) == 3
    assert f"accept {folder.name} sous/b.csv" in found[0]
    assert "changé « a.csv »" in found[1]
    assert f"accept {folder.name} a.csv" in found[1]
    assert "absent « c.csv »" in found[2]


def test_decisions_notes_and_hidden_files_need_no_entry(folder):
    (folder / "decisions").mkdir()
    (folder / "decisions" / "actors.csv").write_text("", encoding="utf-8")
    for name in ("README.md", ".caché", "~$a.xlsx"):
        (folder / name).write_text("", encoding="utf-8")
    manifest.check(manifest.read(folder))


def test_accept_takes_a_changed_file_and_keeps_the_rest_of_the_manifest(folder):
    (folder / "a.csv").write_text("nom\nB\n", encoding="utf-8")
    manifest.accept(folder, "a.csv")
    manifest.check(manifest.read(folder))
    assert "# un commentaire qui reste" in (folder / "study.toml").read_text(encoding="utf-8")


def test_accept_takes_a_new_file_with_its_table(folder):
    (folder / "b.csv").write_text("x", encoding="utf-8")
    with pytest.raises(InvalidStudy, match="--table"):
        manifest.accept(folder, "b.csv")
    manifest.accept(folder, "b.csv", table="actors", source="Mairie")
    study = manifest.read(folder)
    manifest.check(study)
    assert [(f.path, f.source) for f in study.of("actors")] == [("b.csv", "Mairie")]
    with pytest.raises(InvalidStudy, match="zut"):
        manifest.accept(folder, "zut.csv")


def test_settings_that_mean_nothing_are_named(folder):
    text = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text("titre = 'x'\n" + text + "columnes = {}\n", encoding="utf-8")
    with pytest.raises(InvalidStudy) as caught:
        manifest.read(folder)
    assert "« titre »" in caught.value.problems[0]
    assert "« columnes »" in caught.value.problems[1]


def test_a_broken_or_absent_manifest_says_so(folder, tmp_path):
    (folder / "study.toml").write_text("title = ", encoding="utf-8")
    with pytest.raises(InvalidStudy, match="illisible"):
        manifest.read(folder)
    (folder / "study.toml").unlink()
    with pytest.raises(InvalidStudy, match="interconnaissance new"):
        manifest.read(folder)


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "x.csv"
    target.write_bytes(b"avant")
    monkeypatch.setattr("os.fsync", lambda fd: (_ for _ in ()).throw(OSError("disque plein")))
    with pytest.raises(OSError, match="disque plein"):
        manifest.write_beside(target, b"nouveau")
    assert target.read_bytes() == b"avant"
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]
