"""Every notebook runs on the bundled study, and keeps the form that makes it readable."""

import ast
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import expect, sync_playwright

from analysis import study
from tests.browser.driving import (
    chromium,
    faultless,
    in_colour,
    kept,
    lab,
    named,
    open_notebook,
    python,
    run_all,
)  # fmt: skip

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(path: Path, kind: str) -> list[str]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in content["cells"] if c["cell_type"] == kind]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_keeps_the_form(path):
    words, code = cells(path, "markdown"), cells(path, "code")
    assert re.match(r"# .+\?\n\n", words[0]), "the title asks a question, and is answered"
    assert words[-1].startswith("## Limites")
    for source in code:
        assert len(source.splitlines()) <= 10
        tree = ast.parse(source)
        kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
        assert not any(isinstance(n, kinds[:2]) for n in ast.walk(tree))
        assert "warnings" not in source
        assert not re.search(r"[\"'](/|[A-Z]:\\)", source), "no absolute path"
    imports = [i for i, s in enumerate(code) if re.search(r"^(import|from) ", s, re.M)]
    assert imports == [0], "one cell of imports, the first"
    assert "study.load(" in code[1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_kept_without_outputs(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> Path:
    """Run the bundled study whole in a copy of it, notebooks included."""
    home = tmp_path_factory.mktemp("brest")
    folder = Path("data", "raw", "pays-de-brest")
    shutil.copytree(ROOT / folder, home / folder)
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    report = study.run(home / folder)
    assert list(report.made)[-1] == "notebooks"
    return report.out


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_to_its_end_and_shows_something(executed, path):
    content = json.loads((executed / "notebooks" / path.name).read_text(encoding="utf-8"))
    outputs = [o for c in content["cells"] for o in c.get("outputs", [])]
    assert not [o for o in outputs if o["output_type"] == "error"]
    assert not [o for o in outputs if o.get("name") == "stderr"], "a warning is a thing to mend"
    assert len(outputs) >= 3
    drawn = sum("ax = figures." in s for s in cells(path, "code"))
    assert sum("image/png" in o.get("data", {}) for o in outputs) == drawn
    assert (executed / "notebooks" / f"{path.stem}.html").stat().st_size > 100_000


def test_executed_copies_hold_nothing_that_varies(executed):
    for path in (executed / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "model_id" not in text
        assert "widget-state" not in text
        assert " at 0x" not in text


def test_the_bundled_study_holds_what_it_says(executed):
    found = study.load(executed).corpus
    sizes = (len(found.initiatives), len(found.actors), len(found.participations))
    assert sizes == (202, 433, 672)
    assert (len(found.meetings), len(found.attendance)) == (16, 148)
    assert found.initiatives["commune_code"].notna().sum() == 181
    assert found.initiatives["in_focus"].sum() == 138
    assert found.participations["role_as_written"].nunique() == 45
    assert set(found.participations["role"]) == {
        "porteur", "partenaire", "financeur", "accueil", "soutien", "membre", "autre",
    }  # fmt: skip


@pytest.fixture(scope="module")
def in_lab(executed, tmp_path_factory):
    """Open notebook 02 in JupyterLab, in a browser, and run all of it."""
    home = tmp_path_factory.mktemp("lab")
    with lab(home, executed.parents[2]) as address, sync_playwright() as play:
        browser = chromium(play)
        page = open_notebook(browser, address, "notebooks/02-cartographie.ipynb")
        run_all(page)
        page.wait_for_selector(".ic .told", timeout=60_000)
        yield page
        browser.close()


def test_notebook_02_runs_in_jupyterlab_and_shows_the_study(executed, in_lab):
    faultless(in_lab)
    expect(in_lab.locator(".ic .told")).to_have_text("Initiatives : 202 sur 202")
    expect(in_lab.locator(".leaflet-container")).to_have_count(4)  # explorer, Bretagne, two beside
    names = study.load(executed).group_names.set_index("group")["name"]
    ground = in_lab.locator(".leaflet-container").first
    kept(ground, "brest-territory")
    python(in_lab, "whole = view.map.zoom, view.map.center")
    python(in_lab, "view.map.zoom, view.map.center = 12, (48.39, -4.49)")  # each mark on its own
    expect(ground.locator(".marker-cluster")).to_have_count(0)
    for group, name in names.items():
        expect(in_lab.locator(".ic .values label", has_text=name)).to_be_visible()
        near = in_colour(ground, "brest-map", group)
        assert 0.0004 < near.mean() < 0.05, name
    python(in_lab, "view.map.zoom, view.map.center = whole")
    in_lab.get_by_role("tab", name="Thèmes").click()
    share, pairs = named(in_lab, "plane")
    assert (0 < share < 0.2, pairs) == (True, 0)
    kept(in_lab.locator(".ic .pictures"), "brest-plane")
    in_lab.get_by_role("tab", name="Réseau").click()
    kept(in_lab.locator(".ic .pictures"), "brest-network")
    assert 0 < named(in_lab, "network")[0] < 0.15


def test_the_session_of_the_tutorial_by_hand_in_jupyterlab(executed, in_lab, tmp_path):
    table = study.load(executed).corpus
    here = table.territories.query("epci == 'Pays de Landerneau-Daoulas'")["commune_code"]
    names = study.load(executed).groups.set_index("initiative_id")["name"]
    food = ["Solidarité alimentaire et entraide", "Jardins et agriculture urbaine"]
    rows = table.initiatives[table.initiatives["commune_code"].isin(here)]
    rows = rows[rows["initiative_id"].map(names).isin(food)]
    dated = rows[rows["year"] >= 2010]
    undated = int(rows["year"].isna().sum())
    assert len(dated) >= 1
    python(in_lab, "view.clear(); view.selected = ()")
    for name in food:
        in_lab.locator(".ic .values label", has_text=name).click()
    in_lab.locator(".ic summary", has_text="Intercommunalités").click()
    in_lab.locator(".ic .values label", has_text="Landerneau-Daoulas").click()
    expect(in_lab.locator(".ic .told")).to_have_text(f"Initiatives : {len(rows)} sur 202")
    in_lab.locator(".ic details.years summary").click()
    first = in_lab.locator(".ic .years input").first
    first.focus()
    for _ in range(2010 - int(first.get_attribute("min"))):
        in_lab.keyboard.press("ArrowRight")
    said = f"Initiatives : {len(dated)} sur 202 · sans année connue, non montrées : {undated}"
    expect(in_lab.locator(".ic .told")).to_have_text(said)
    in_lab.locator(".leaflet-draw-draw-rectangle").first.click()  # which scrolls to the map
    box = in_lab.locator(".leaflet-container").first.bounding_box()
    in_lab.mouse.move(box["x"] + 70, box["y"] + 20)
    in_lab.mouse.down()
    in_lab.mouse.move(box["x"] + box["width"] - 70, box["y"] + box["height"] - 60, steps=8)
    in_lab.mouse.up()
    expect(in_lab.locator(".ic .list tr.chosen")).to_have_count(len(dated))
    kept(in_lab.locator(".jp-Notebook").first, "brest-session")
    python(in_lab, f"view.export({str(tmp_path / 'extrait')!r})")
    written = pd.read_csv(tmp_path / "extrait" / "initiatives.csv", sep=";")
    assert set(written["initiative_id"].astype(str)) == set(dated["initiative_id"])
    assert (tmp_path / "extrait" / "carte.pdf").stat().st_size > 10_000
    python(in_lab, "assert tuple(view.rows['initiative_id']) == view.selected")


def test_the_lines_of_the_tutorial_run(executed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "tutoriel.md").read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"```python\n(.*?)```", text, re.S))
    theme = study.load(executed).group_names["name"]
    (own,) = theme[theme.str.startswith("Solidarité alimentaire")]
    lines = lines.replace('"data/processed/vallee-de-la-drome"', repr(str(executed)))
    made = {}
    exec(lines.replace('"Solidarité alimentaire"', repr(own)), made)
    assert 0 < len(made["view"].shown) < len(made["results"].corpus.initiatives)
    assert set(made["part"].initiatives["initiative_id"]) == set(made["view"].shown)
    assert {p.name for p in Path("rapport").iterdir()} == {
        "carte.pdf", "carte.svg", "carte.png", "carte.txt",
    }  # fmt: skip
    assert (Path("extrait") / "initiatives.csv").is_file()
