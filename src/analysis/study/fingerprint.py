"""What results depend on beside their files: our source code, the versions, the commit."""

from __future__ import annotations

import ast
import platform
import subprocess
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


@cache
def code(module: str) -> tuple[Path, ...]:
    """List the source files of a module of ours and of all that it imports, data files included."""
    seen: set[Path] = set()
    todo = [module]
    while todo:
        place = _PACKAGE.joinpath(*todo.pop().split("."))
        if place.is_dir():
            files = [p for p in place.rglob("*") if p.is_file() and _is_ours(p)]
        else:
            files = [place.with_suffix(".py")] if place.with_suffix(".py").is_file() else []
        for path in files:
            if path in seen:
                continue
            seen.add(path)
            if path.suffix == ".py" and module != "study.steps":
                todo += _imports(path)
    return tuple(sorted(seen))


def _is_ours(path: Path) -> bool:
    """Leave out notes, and what Python and numba compile beside the source as it is first run."""
    return path.suffix != ".md" and "__pycache__" not in path.parts


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "analysis":
            rest = (node.module or "").split(".")[1:]
            found += [".".join(rest)] if rest else [alias.name for alias in node.names]
    return found


@cache
def versions() -> dict[str, str]:
    """Give the versions that results may depend on: Python's and those of our requirements.

    An extra that is not installed is left out; installing it makes the steps due again.
    """
    needed = metadata.requires("interconnaissance") or []
    names = sorted(
        {"".join(c if c.isalnum() or c in "-_" else " " for c in r).split()[0] for r in needed}
    )
    found = {"python": platform.python_version()}
    for name in names:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def commit() -> str | None:
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=_PACKAGE, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()
