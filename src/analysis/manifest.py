"""The raw files of a study: what they are, where they come from, and that they did not change.

A study is a folder with a ``study.toml`` (its *manifest*), the files as received, and
``decisions/`` (what a person decided). Each raw file is listed with its source, licence, date and
sha256; a file that is not listed, is missing or has changed is refused by name, with the command
that accepts it.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

MANIFEST = "study.toml"
DECISIONS = "decisions"
GROUP_DECISIONS = "groups.csv"  # of those, what people said of groups of texts
AIM_CODES = "visees-*"  # and the sheets of those who code what initiatives aim at
GEOGRAPHY = ("communes", "land", "former_names")  # tables of files that are no spreadsheets
_IGNORED = ("README.md", "LISEZMOI.md", MANIFEST, ".DS_Store", "Thumbs.db")
_TOP = {
    "title", "language", "seed", "territory", "roles", "actors", "themes", "network", "encounters",
    "notebooks", "files",
}  # fmt: skip


class InvalidStudy(ValueError):
    """A study folder that cannot be used as it is: every problem, each with its mend.

    Attributes
    ----------
    problems
        One French sentence a problem.
    """

    def __init__(self, folder: Path, problems: list[str]) -> None:
        self.problems = problems
        n = len(problems)
        head = f"L'étude « {folder.name} » a {n} problème{'s' if n > 1 else ''} :"
        super().__init__("\n".join([head, *(f"  - {p}" for p in problems)]))


@dataclass(frozen=True)
class RawFile:
    """One raw file of a study, as its manifest says it.

    ``columns`` maps our column names to those of the file; ``participants`` maps a role to the
    column that names the actors who have it; ``separators`` says what parts several values;
    ``format``, ``crs``, ``encoding`` and ``sheet`` say what cannot be told from the file.
    """

    path: str
    table: str
    source: str = ""
    licence: str = ""
    date: str = ""
    sha256: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    participants: Mapping[str, str] = field(default_factory=dict)
    separators: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    crs: str = ""
    encoding: str = ""
    sheet: str = ""


_FILE = {f.name for f in fields(RawFile)}


@dataclass(frozen=True)
class Study:
    """A study as its manifest describes it; ``settings`` holds the tables of the analyses."""

    folder: Path
    title: str
    language: str
    seed: int
    extent: Mapping[str, Any]
    focus: Mapping[str, Any]
    roles: tuple[str, ...]
    files: tuple[RawFile, ...]
    notebooks: Path | None
    settings: Mapping[str, Any]

    def of(self, table: str) -> list[RawFile]:
        """List the raw files that feed one table."""
        return [f for f in self.files if f.table == table]

    def source_line(self) -> str:
        """Name the distinct sources of the study's tables, as a figure credits them."""
        named = (f.source for f in self.files if f.source and f.table not in GEOGRAPHY)
        return " · ".join(dict.fromkeys(named))

    def credits(self) -> str:
        """Name the sources of all files, each with its licence, as a page credits them."""
        named = [(f.source, f.licence) for f in self.files if f.source]
        return " · ".join(dict.fromkeys(f"{s} ({own})" if own else s for s, own in named))

    def updated(self) -> str:
        """Give the latest date of the study's tables, in ISO 8601; empty when none is told."""
        dates = [str(f.date) for f in self.files if f.date and f.table not in GEOGRAPHY]
        return max(dates, default="")

    def ground_line(self) -> str:
        """Name the sources of the outlines that maps draw, and their vintage."""
        named = (f.source for f in self.files if f.source and f.table in ("communes", "land"))
        return " · ".join(dict.fromkeys(name.split(", par ")[0] for name in named))


def digest(path: Path) -> str:
    """Compute the sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read(folder: str | Path) -> Study:
    """Read the manifest of a study.

    Parameters
    ----------
    folder
        The study's folder, which holds ``study.toml``.

    Raises
    ------
    InvalidStudy
        For a missing or unreadable manifest, an unknown setting, a file without path or table.
    """
    folder = Path(folder)
    path = folder / MANIFEST
    if not path.is_file():
        raise InvalidStudy(
            folder,
            [f"pas de {MANIFEST} dans {folder} → donner le dossier d'une étude, ou en créer une : "
             "`interconnaissance new NOM FICHIER…`"],
        )  # fmt: skip
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        said = f"{MANIFEST} illisible : {error} → corriger cette ligne"
        raise InvalidStudy(folder, [said]) from error
    problems = _unknown(content)
    files = []
    for number, entry in enumerate(content.get("files", []), start=1):
        missing = [k for k in ("path", "table") if not entry.get(k)]
        if missing:
            said = f"{' et '.join(missing)} absent → l'ajouter"
            problems.append(f"{MANIFEST}, fichier n° {number} : {said}")
            continue
        known = {k: v for k, v in entry.items() if k in _FILE}
        files.append(RawFile(**known | {"date": str(entry.get("date", ""))}))
    if not str(content.get("title", "")).strip():
        problems.append(f'{MANIFEST} : titre absent → ajouter `title = "…"`')
    if not isinstance(content.get("seed", 0), int):
        problems.append(f"{MANIFEST} : seed = {content['seed']!r} n'est pas un entier → corriger")
    if problems:
        raise InvalidStudy(folder, problems)
    territory = content.get("territory", {})
    return Study(
        folder=folder,
        title=content["title"],
        language=content.get("language", "fr"),
        seed=content.get("seed", 0),
        extent=territory.get("extent", {}),
        focus=territory.get("focus", {}),
        roles=tuple(content.get("roles", {}).get("tie", ())),
        files=tuple(files),
        notebooks=folder / content["notebooks"] if "notebooks" in content else None,
        settings={k: content.get(k, {}) for k in ("actors", "themes", "network", "encounters")},
    )


def _unknown(content: Mapping[str, Any]) -> list[str]:
    fix = "l'ôter ou corriger son nom"
    unknown = [f"{MANIFEST} : réglage inconnu « {k} » → {fix}" for k in content if k not in _TOP]
    for entry in content.get("files", []):
        file = f"{MANIFEST}, fichier {entry.get('path', '?')}"
        unknown += [f"{file} : réglage inconnu « {k} » → {fix}" for k in entry if k not in _FILE]
    return unknown


def raw_paths(study: Study) -> list[str]:
    """List the files that lie in the study's folder, decisions and notes apart, sorted."""
    found = (p.relative_to(study.folder) for p in study.folder.rglob("*") if p.is_file())
    return sorted(
        p.as_posix()
        for p in found
        if p.name not in _IGNORED and p.parts[0] != DECISIONS and not p.name.startswith((".", "~$"))
    )


def check(study: Study) -> None:
    """Make sure that the raw files are those of the manifest.

    Raises
    ------
    InvalidStudy
        Naming every unknown, missing and changed file, and the command that accepts it.
    """
    listed = {f.path: f for f in study.files}
    present = raw_paths(study)
    accept = f"`interconnaissance accept {study.folder.name}"
    problems = [
        f"fichier inconnu « {p} » → l'accepter : {accept} {p}`, ou le retirer du dossier"
        for p in present
        if p not in listed
    ]
    for path, file in listed.items():
        if path not in present:
            problems.append(f"fichier absent « {path} » → le remettre, ou l'ôter de {MANIFEST}")
        elif digest(study.folder / path) != file.sha256:
            problems.append(
                f"fichier changé « {path} » (sha256 autre que celui de {MANIFEST}) → "
                f"l'accepter : {accept} {path}`, ou remettre l'ancien"
            )
    if problems:
        raise InvalidStudy(study.folder, problems)


def accept(folder: str | Path, path: str, *, table: str = "", **facts: str) -> str:
    """Take a new or changed raw file into the manifest, the rest of which stays as it is.

    Parameters
    ----------
    folder
        The study's folder.
    path
        The file, within the folder.
    table
        Table that a new file feeds.
    facts
        Source, licence and date of the file.

    Returns
    -------
        What was done, in a French sentence.

    Raises
    ------
    InvalidStudy
        When there is no such file in the study, or a new one comes without its table.
    """
    import tomlkit  # only this command writes a manifest

    folder = Path(folder)
    study = read(folder)
    path = Path(path).as_posix()
    if not (folder / path).is_file():
        raise InvalidStudy(folder, [f"pas de fichier « {path} » dans {folder} → corriger son nom"])
    sha = digest(folder / path)
    manifest = folder / MANIFEST
    document = tomlkit.parse(manifest.read_text(encoding="utf-8"))
    known = {f.path for f in study.files}
    if path in known:
        entry = next(e for e in document["files"] if e["path"] == path)  # type: ignore[union-attr]
        said = "inchangé" if entry.get("sha256") == sha else "accepté tel qu'il est maintenant"
    else:
        if not table:
            raise InvalidStudy(
                folder,
                [
                    f"fichier nouveau « {path} » : à quelle table sert-il ? → ajouter "
                    "`--table initiatives` (ou une autre)"
                ],
            )
        entry = tomlkit.table()
        entry["path"], entry["table"] = path, table
        document.setdefault("files", tomlkit.aot()).append(entry)  # type: ignore[union-attr]
        said = f"ajouté à la table {table}"
    for key, value in facts.items():
        if value:
            entry[key] = value
    entry["sha256"] = sha
    write_beside(manifest, tomlkit.dumps(document).encode("utf-8"))
    return f"{path} : {said} ({MANIFEST} à jour)"


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a place beside a file to write it, and rename it onto the file when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_beside(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with beside(path) as draft, draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
