"""Start a study from files: copy them as received, and write a manifest to correct."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import manifest
from analysis.manifest import InvalidStudy

if TYPE_CHECKING:
    from analysis.sources import Understanding

_HEAD = """\
# Le manifeste de l'étude : ce que sont les fichiers, d'où ils viennent, comment les lire.
title = {title}
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
        Spreadsheets, maps or lists of initiatives, in any format that is read.

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
    paths = list(map(Path, files))
    bare = [p.name for p in paths if p.suffix.lower() == ".shp"]
    if bare:
        raise InvalidStudy(
            folder, [f"{bare[0]} : un Shapefile est fait de plusieurs fichiers → en faire un .zip"]
        )
    blocks, said = [], [f"Étude « {name} » : {folder}"]
    twice = {p.name for p in paths if sum(q.name == p.name for q in paths) > 1}
    if twice:
        raise InvalidStudy(
            folder, [f"deux fichiers du même nom, {', '.join(sorted(twice))} → en renommer un"]
        )
    for path, found in zip(
        paths, sources.linked(list(map(sources.understand, paths))), strict=True
    ):
        if found.feeds == "initiatives" and "title" not in found.columns:
            raise InvalidStudy(
                folder,
                [f"{path.name} : aucune colonne de titres ({', '.join(found.reading.table)}) → "
                 "nommer la colonne des noms d'initiatives « titre »"],
            )  # fmt: skip
        blocks.append(_block(path, found))
        said += _page(path, found)
    partial = folder.with_name(f".{folder.name}.en-cours")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / manifest.DECISIONS).mkdir(parents=True)
    for path in paths:
        shutil.copyfile(path, partial / path.name)
    text = _HEAD.format(title=_quoted(name), name=folder.name) + "".join(blocks)
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


def _pairs(pairs: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{k} = {_quoted(v)}" for k, v in pairs.items()) + " }"


def _block(path: Path, found: Understanding) -> str:
    used = {*found.columns.values(), *found.participants.values()}
    left = [" ".join(c.split()) for c in found.table.columns if c not in used]
    named = found.feeds != "affiliations"
    lines = [
        "",
        "[[files]]",
        f"path = {_quoted(path.name)}",
        f'table = "{found.feeds}"'
        + ("" if named else "  # une ligne (ou une case) : un acteur prend part à une initiative"),
        'source = ""             # qui l\'a fait, à citer sous chaque figure',
        'licence = ""',
        f"date = {date.fromtimestamp(path.stat().st_mtime).isoformat()}        # date du fichier",
        f'sha256 = "{manifest.digest(path)}"',
    ]
    if named:
        lines += [
            "# nos colonnes = celles du fichier"
            + (f" ; laissées : {', '.join(left)}" if left else ""),
            f"columns = {_pairs(found.columns)}",
        ]
    if found.participants:
        lines += [
            "# rôle = colonne qui nomme les acteurs",
            f"participants = {_pairs(found.participants)}",
        ]
    if found.separators:
        lines += [
            "# ce qui sépare plusieurs valeurs dans une cellule",
            f"separators = {_pairs(found.separators)}",
        ]
    return "\n".join(lines) + "\n"


def _page(path: Path, found: Understanding) -> list[str]:
    """Say what was understood of a file, and what was not."""
    table, report = found.reading.table, found.reading.report
    used = {*found.columns.values(), *found.participants.values()}
    lines = ["", f"{path.name} : {len(table)} lignes"]
    if found.feeds == "actors":
        lines.append("  les acteurs que nomme un autre fichier")
    if found.feeds == "attendance":
        lines.append("  une liste de présence : qui est venu à quelle rencontre")
    if found.feeds == "affiliations":
        lines.append("  qui prend part à quoi : une initiative par nom, ses acteurs")
        used = {"actor", "initiative", "role", "year", "weight"}
    if "geometry" in table:
        lines.append(f"  {'lieu':14} ← {int(table.geometry.notna().sum())} placées")
    lines += [f"  {ours:14} ← {theirs}" for ours, theirs in found.columns.items()]
    lines += [
        f"  {'acteurs':14} ← {theirs} (rôle : {role})"
        for role, theirs in found.participants.items()
    ]
    lines += [f"  {'(laissée)':14} ← {c}" for c in found.table.columns if c not in used]
    for row, column, value, problem, action in report.itertuples(index=False):
        mark = "·" if action in ("read", "kept") else "!"
        where = f"ligne {row} : " if row is not None else f"{column} : " if column else ""
        lines.append(f"  {mark} {where}{problem}" + (f" ({value})" if value else ""))
    return lines
