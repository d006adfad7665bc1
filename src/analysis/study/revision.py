"""The names of a study gone through by a person: a sheet to fill, its answers, an explanation."""

from __future__ import annotations

from pathlib import Path

from analysis import actors, manifest
from analysis.study.raw import gather


def sheet(folder: Path, path: str | None = None) -> str:
    """Write the sheet of the names in doubt; say where, and what to do with it."""
    asked = gather(manifest.read(folder)).naming.doubts
    if asked.empty:
        return "aucune paire de noms en doute"
    written = Path(path or f"revue-{folder.name}.csv")
    actors.write_sheet(asked, written)
    return (
        f"{len(asked)} paire(s) de noms en doute, la plus utile d'abord : {written}\n"
        f"la remplir, puis : interconnaissance review {folder.name} --take {written}"
    )


def take(folder: Path, filled: Path, who: str = "") -> str:
    """Bring the answers of a sheet to the decisions of a study; say how many."""
    manifest.read(folder)  # a folder that is no study is said so
    path = folder / manifest.DECISIONS / "actors.csv"
    n = actors.take_sheet(filled, path, who=who)
    return f"{n} réponse(s) versée(s) dans {path.parent.name}/{path.name}"


def explain(folder: Path, name: str) -> str:
    """Tell how a name of a study became its actor."""
    gathered = gather(manifest.read(folder))
    naming = gathered.naming
    return actors.explain(
        name,
        naming.found,
        naming.names["name"],
        decisions=naming.decisions,
        actors=gathered.corpus.actors,
    )
