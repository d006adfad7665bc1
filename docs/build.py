"""Build the site of the documentation, offline: ``make docs`` calls this after a study was run.

Figures of the gallery are drawn by the very lines that stand beside them; notebooks are those that
the study executed; the reference is made of docstrings.
"""

import contextlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from matplotlib import pyplot as plt

import analysis
from analysis import encounters, figures, network, study, style, territory
from analysis.study import gallery

HERE = Path(__file__).parent
MADE = HERE / "_made"
MODULES = (
    "study", "sources", "actors", "places", "themes", "network", "backbone", "territory",
    "encounters", "figures", "maps", "explorer", "portraits", "atlas", "exports",
)  # fmt: skip


def draw(processed: Path) -> None:
    """Draw each figure of the gallery by its own lines, and write the page."""
    results = study.load(processed)
    known = {
        "results": results, "corpus": results.corpus, "figures": figures, "encounters": encounters,
        "gallery": gallery, "network": network, "territory": territory,
    }  # fmt: skip
    entries = tomllib.loads((HERE / "galerie.toml").read_text("utf-8"))["figure"]
    lines = ["# Galerie", "", "Chaque figure, et les lignes qui la font (après `study.load`).", ""]
    for entry in entries:
        with style.look():
            ax = eval(entry["code"].strip(), known)  # our own lines, from galerie.toml
            figures.save(ax, MADE, entry["name"], title=entry["title"], formats=("png",))
            plt.close("all")
        caption = (MADE / f"{entry['name']}.txt").read_text("utf-8").split("\n", 1)[1].strip()
        code = f"ax = {entry['code'].strip()}"
        lines += [f"## {entry['title']}", ""]
        lines += [f"```{{image}} {entry['name']}.png", f":alt: {entry['title']}", "```", ""]
        lines += [caption, "", "```python", code, "```", ""]
    (MADE / "galerie.md").write_text("\n".join(lines), encoding="utf-8")


def notebooks(processed: Path) -> None:
    """Copy the notebooks that the study executed, and list them by their question."""
    folder = MADE / "carnets" / "carnets"
    folder.mkdir(parents=True)
    lines = ["# Carnets", "", "Exécutés par l'étude du pays de Brest.", ""]
    for path in sorted((processed / "notebooks").glob("*.html")):
        shutil.copy(path, folder / path.name)
        source = (HERE.parent / "notebooks" / f"{path.stem}.ipynb").read_text("utf-8")
        question = source.split('"# ', 1)[1].split("\\n", 1)[0]
        link = f'<a href="../_static/carnets/{path.name}">{path.stem[:2]}. {question}</a>'
        lines.append(f"- {link}")
    (MADE / "carnets.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def reference() -> None:
    """Write a page a module: its docstring, then each public name."""
    lines = ["# Référence (en anglais)", "", "```{toctree}", ":maxdepth: 1", ""]
    for name in MODULES:
        module = __import__(f"analysis.{name}", fromlist=["__all__"])
        known = [(one, getattr(module, one)) for one in module.__all__]
        public = [(one, thing) for one, thing in known if callable(thing)]
        title = f"analysis.{name}"
        page = [title, "=" * len(title), "", f".. automodule:: {title}", ""]
        for one, thing in public:
            kind = "autoclass" if isinstance(thing, type) else "autofunction"
            page += [f".. {kind}:: {title}.{one}", ""]
        (MADE / f"{name}.rst").write_text("\n".join(page), encoding="utf-8")
        lines.append(name)
    (MADE / "reference.md").write_text("\n".join([*lines, "```", ""]), encoding="utf-8")


def main(processed: str) -> int:
    """Make what the site shows, then the site."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(MADE)
    MADE.mkdir()
    draw(Path(processed))
    notebooks(Path(processed))
    reference()
    site = HERE / "_site"
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    status = subprocess.run([*command, str(HERE), str(site)], check=False).returncode
    print(f"{site / 'index.html'} ({analysis.__name__} {len(list(site.rglob('*.html')))} pages)")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
