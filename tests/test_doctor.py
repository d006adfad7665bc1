"""The doctor: what it looks at, and the mend that it says."""

import json
import sys

import pytest

from analysis.__main__ import main
from analysis.explorer import scripts
from analysis.study import health


def by_name(raw="nowhere"):
    return {check.what: check for check in health.examine(raw)}


def test_this_environment_is_well(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "✗" not in said
    assert "vues de ipyleaflet : vues par Lab" in said


def test_an_unbuilt_script_is_told_with_its_mend(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(scripts, "_BUILT", tmp_path)
    check = by_name()["script des vues"]
    assert (check.well, check.mend) == (False, "make .venv/front")
    assert main(["doctor"]) == 1
    assert "✗ script des vues : absent → make .venv/front" in capsys.readouterr().out


def test_widgets_and_kernel_of_another_place_are_told(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    found = by_name()
    assert "réinstaller ipywidgets" in found["vues de ipywidgets"].mend
    assert "ipykernel install" in found["noyau python3"].mend
    assert "autre environnement" in found["JupyterLab"].mend
    kernel = tmp_path / "share" / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({"argv": ["/ailleurs/python"]}))
    assert "un autre Python" in by_name()["noyau python3"].mend


def test_what_is_only_useful_does_not_fail(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(health.shutil, "which", lambda name: None)
    found = by_name()["navigateur (tests)"]
    assert not found.well
    assert not found.needed
    assert main(["doctor"]) == 0
    assert (
        "· navigateur (tests) : absent → sudo apt-get install chromium" in capsys.readouterr().out
    )


def test_each_study_is_looked_at(small_study):
    found = by_name(small_study.parent)
    assert found["étude petite"].well
    with (small_study / "liste.csv").open("a", encoding="utf-8") as stream:
        stream.write("x")
    assert "liste.csv" in by_name(small_study.parent)["étude petite"].mend
    text = (small_study / "study.toml").read_text(encoding="utf-8")
    (small_study / "study.toml").write_text(text[: text.index("[[files]]")], encoding="utf-8")
    for path in ("liste.csv", "geography/communes.parquet"):
        (small_study / path).unlink()
    check = by_name(small_study.parent)["étude petite, communes"]
    assert check.mend == "interconnaissance geography petite"


@pytest.mark.parametrize("view", ["words", "sentences"])
def test_a_view_of_texts_that_is_not_installed_is_told(small_study, monkeypatch, view):
    text = (small_study / "study.toml").read_text(encoding="utf-8")
    text += f'[themes]\nviews = ["lexical", "{view}"]\n'
    (small_study / "study.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(
        health, "find_spec", lambda name: None if name in health._VIEWS.values() else object()
    )
    monkeypatch.setattr(health, "_lab", lambda: health.Check("JupyterLab", "4"))
    found = by_name(small_study.parent)[f"étude petite, vue « {view} »"]
    assert "l'ôter de [themes]" in found.mend
