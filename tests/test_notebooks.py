"""Every notebook runs on the bundled study, and keeps the form that makes it readable."""

import ast
import json
import re
import shutil
from pathlib import Path

import pytest

from analysis import study

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
