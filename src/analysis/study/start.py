"""Start a study from spreadsheets: copy them as received, and write a manifest to correct."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import manifest
from analysis.manifest import InvalidStudy

if TYPE_CHECKING:
    import pandas as pd

    from analysis.sources import Reading

_HEAD = """\
# Le manifeste de l'étude : ce que sont les fichiers, d'où ils viennent, comment les lire.
title = "{title}"
language = "fr"          # langue des textes, des étiquettes et des pages
seed = 0                 # même graine, mêmes résultats

# Le territoire, par codes : regions, departements, communes (INSEE) ou epci (SIREN).
# extent : hors de là, une localisation est refusée. focus : le territoire étudié (cartes, taux).
# Après l'avoir écrit : interconnaissance geography {name}
[territory]
extent = {{ name = "", departements = [] }}
focus = {{ name = "", epci = [] }}

# Les rôles qui font un lien entre deux acteurs d'une même initiative. Les financeurs n'y sont pas :
# ils relieraient tout le monde.
[roles]
tie = ["porteur", "partenaire", "accueil", "soutien", "membre"]
"""


def new(home: str | Path, name: str, files: Sequence[str | Path]) -> tuple[Path, str]:
    """Make the folder of a new study.

    Parameters
    ----------
    home
        Folder of the studies, ``data/raw``.
    name
        Name of the study, which becomes its folder's.
    files
        Spreadsheets of initiatives, in CSV.

    Returns
    -------
        The folder, and a French page that says what was understood of each file.

    Raises
    ------
    analysis.manifest.InvalidStudy
        When the folder exists, or a file has no column of titles.
    ValueError
        For a file that cannot be read.
    """
    from analysis import sources
    from analysis.sources import values

    folder = Path(home) / values.slug(name)
    if folder.exists():
        raise InvalidStudy(
            folder,
            [f"{folder} existe déjà → choisir un autre nom, ou compléter son {manifest.MANIFEST}"],
        )
    blocks, said = [], [f"Étude « {name} » : {folder}"]
    for path in map(Path, files):
        reading = sources.read(path)
        columns, participants = sources.guess(list(reading.table.columns))
        if "title" not in columns:
            raise InvalidStudy(
                folder,
                [f"{path.name} : aucune colonne de titres ({', '.join(reading.table.columns)}) → "
                 "nommer la colonne des noms d'initiatives « titre »"],
            )  # fmt: skip
        parted = {k: columns[k] for k in ("themes",) if k in columns} | participants
        marks = {
            ours: values.separator(reading.table[theirs].dropna())
            for ours, theirs in parted.items()
        }
        blocks.append(_block(path, reading.table, columns, participants, marks))
        said += _page(path, reading, columns, participants)
    partial = folder.with_name(f".{folder.name}.en-cours")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / manifest.DECISIONS).mkdir(parents=True)
    for path in map(Path, files):
        shutil.copyfile(path, partial / path.name)
    text = _HEAD.format(title=name.replace('"', "'"), name=folder.name) + "".join(blocks)
    (partial / manifest.MANIFEST).write_text(text, encoding="utf-8")
    partial.replace(folder)
    said += [
        "",
        f"Reste à faire : compléter [territory] dans {folder / manifest.MANIFEST}, puis",
        f"  interconnaissance geography {folder.name}",
        f"  interconnaissance run {folder.name}",
    ]
    return folder, "\n".join(said)


def _quoted(text: str) -> str:
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    )
    return f'"{escaped}"'


def _pairs(pairs: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{k} = {_quoted(v)}" for k, v in pairs.items()) + " }"


def _block(path: Path, table: pd.DataFrame, columns: dict, participants: dict, marks: dict) -> str:
    left = [c for c in table.columns if c not in [*columns.values(), *participants.values()]]
    lines = [
        "",
        "[[files]]",
        f"path = {_quoted(path.name)}",
        'table = "initiatives"',
        'source = ""             # qui l\'a fait, à citer sous chaque figure',
        'licence = ""',
        f"date = {date.fromtimestamp(path.stat().st_mtime).isoformat()}        # date du fichier",
        f'sha256 = "{manifest.digest(path)}"',
        "# nos colonnes = celles du fichier" + (f" ; laissées : {', '.join(left)}" if left else ""),
        f"columns = {_pairs(columns)}",
    ]
    if participants:
        lines += [
            "# rôle = colonne qui nomme les acteurs",
            f"participants = {_pairs(participants)}",
        ]
    if marks:
        lines += [
            "# ce qui sépare plusieurs valeurs dans une cellule",
            f"separators = {_pairs(marks)}",
        ]
    return "\n".join(lines) + "\n"


def _page(path: Path, reading: Reading, columns: dict, participants: dict) -> list[str]:
    table = reading.table
    used = [*columns.values(), *participants.values()]
    lines = ["", f"{path.name} : {len(table)} lignes"]
    lines += [f"  {ours:14} ← {theirs}" for ours, theirs in columns.items()]
    lines += [
        f"  {'acteurs':14} ← {theirs} (rôle : {role})" for role, theirs in participants.items()
    ]
    lines += [f"  {'(laissée)':14} ← {c}" for c in table.columns if c not in used]
    lines += [
        f"  ! ligne {row} : {problem} ({value})"
        for row, _, value, problem, action in reading.report.itertuples(index=False)
        if action in ("dropped", "refused")
    ]
    return lines
