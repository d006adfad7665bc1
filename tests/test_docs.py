"""The pages of the documentation say what is true: figures, commands, names."""

import re
import tomllib
from pathlib import Path

import pytest

import analysis
from analysis import figures
from analysis.__main__ import _parser

ROOT = Path(__file__).parents[1]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "LISEZMOI.md"]


def test_the_gallery_shows_each_figure_once():
    entries = tomllib.loads((ROOT / "docs" / "galerie.toml").read_text("utf-8"))["figure"]
    names = [entry["name"] for entry in entries]
    assert sorted(names) == sorted(set(figures.__all__) - {"caption", "save"})
    for entry in entries:
        assert entry["code"].strip().startswith(f"figures.{entry['name']}(")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_that_pages_name_exist(page):
    (commands,) = [a.choices for a in _parser()._actions if hasattr(a, "choices") and a.choices]
    text = page.read_text("utf-8")
    for command, rest in re.findall(r"bin/interconnaissance ([a-z]+)([^\n`]*)", text):
        assert command in commands, f"{page.name}: {command}"
        known = {o for a in commands[command]._actions for o in a.option_strings}
        assert set(re.findall(r"--[a-z-]+", rest.split("#")[0])) <= known, rest
    makes = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"`make ([a-z]+)`", text)) <= makes


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_functions_that_pages_name_exist(page):
    for module, name in re.findall(r"`([a-z]+)\.([a-zA-Z_]+)[`(]", page.read_text("utf-8")):
        if (
            name not in ("toml", "csv", "html")
            and (Path(analysis.__file__).parent / module).is_dir()
        ):
            found = __import__(f"analysis.{module}", fromlist=[name])
            assert hasattr(found, name), f"{page.name}: {module}.{name}"
