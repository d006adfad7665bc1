"""Grids of themes that people write: for each theme a few words, and examples.

A grid is a CSV (columns theme, words, and examples, counter_examples where there are) or a TOML (a
``[[theme]]`` each with name, words, examples, counter_examples), or the name of a ready one.
"""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from analysis.schema import InvalidData, Problem
from analysis.sources import delimited, values
from analysis.sources.several import separator, several
from analysis.themes.tokens import fold

READY = ("aims", "social-innovation")


@dataclass(frozen=True)
class Seed:
    """A theme of a grid: its name, its words, and initiatives that are of it, or are not."""

    name: str
    words: tuple[str, ...]
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


def read_grid(path: str | Path) -> tuple[Seed, ...]:
    """Read a grid of themes.

    Parameters
    ----------
    path
        A file ending in .csv or .toml, or "aims" (six aims of a social innovation) or
        "social-innovation" (twelve fields).

    Returns
    -------
        The themes, in the order of the file.

    Raises
    ------
    InvalidData
        For a theme without a name or without words and examples, a name given twice, a word in two
        themes, an example and counter-example of one theme: all at once, with their rows.
    ValueError
        For a file that cannot be read, or of another kind.
    """
    if str(path) in READY:
        text = (
            resources.files("analysis.themes")
            .joinpath(f"data/grids/{path}.toml")
            .read_text("utf-8")
        )
        return _checked(str(path), _from_toml(text))
    path = Path(path)
    content = delimited.decode(path.read_bytes())[0]
    if path.suffix == ".toml":
        try:
            rows = _from_toml(content)
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path.name} : TOML illisible ({error}) → le corriger") from None
    elif path.suffix == ".csv":
        rows = _from_csv(path.name, content)
    else:
        raise ValueError(f"{path.name} : grille non lue → l'enregistrer en CSV ou en TOML")
    return _checked(path.name, rows)


def _from_toml(text: str) -> list[tuple[int, Seed]]:
    found = []
    for row, theme in enumerate(tomllib.loads(text).get("theme", []), 1):
        lists = {
            name: tuple(str(part) for part in theme.get(name, ()))
            for name in ("words", "examples", "counter_examples")
        }
        found.append((row, Seed(str(theme.get("name", "")).strip(), **lists)))
    return found


def _from_csv(name: str, text: str) -> list[tuple[int, Seed]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimited.delimiter(text))
    named = {values.slug(column or ""): column for column in reader.fieldnames or []}
    lacking = [column for column in ("theme", "words") if _column(named, column) is None]
    if lacking:
        raise ValueError(f"{name} : colonne {', '.join(lacking)} absente → nommer theme et words")
    found = []
    for row, cells in enumerate(reader, 2):
        lists = {
            column: _several(cells, _column(named, column))
            for column in ("words", "examples", "counter_examples")
        }
        said = str(cells.get(_column(named, "theme") or "") or "").strip()
        if said or any(lists.values()):
            found.append((row, Seed(said, **lists)))
    return found


def _column(named: dict[str, Any], column: str) -> str | None:
    synonyms = {
        "theme": ("theme", "themes", "nom"),
        "words": ("words", "mots", "mots-cles", "mots-clefs"),
        "examples": ("examples", "exemples"),
        "counter_examples": ("counter-examples", "contre-exemples"),
    }
    return next((named[s] for s in synonyms[column] if s in named), None)


def _several(cells: dict[str, Any], column: str | None) -> tuple[str, ...]:
    text = (cells.get(column) or "") if column else ""
    return tuple(several(text, separator([text])))


def _checked(name: str, rows: list[tuple[int, Seed]]) -> tuple[Seed, ...]:
    problems = []
    if not rows:
        problems.append(Problem(name, None, "theme", "", "grille vide", "y écrire un thème"))
    first: dict[str, int] = {}
    owner: dict[str, tuple[int, str]] = {}
    for row, seed in rows:
        key = fold(seed.name)
        if not seed.name:
            problems.append(Problem(name, row, "theme", "", "thème sans nom", "le nommer"))
        elif key in first:
            said = f"déjà ligne {first[key]}"
            problems.append(Problem(name, row, "theme", seed.name, said, "réunir les deux"))
        first.setdefault(key, row)
        if not seed.words and not seed.examples:
            said = "thème sans mots ni exemples"
            problems.append(Problem(name, row, "words", seed.name, said, "en donner"))
        for word in seed.words:
            other = owner.setdefault(fold(word), (row, seed.name))
            if other[0] != row:
                said = f"mot déjà donné à « {other[1]} » (ligne {other[0]})"
                problems.append(Problem(name, row, "words", word, said, "le garder dans un seul"))
        for both in sorted(set(seed.examples) & set(seed.counter_examples)):
            said = "exemple et contre-exemple à la fois"
            problems.append(Problem(name, row, "examples", both, said, "choisir"))
    if problems:
        raise InvalidData(problems)
    return tuple(seed for _, seed in rows)
