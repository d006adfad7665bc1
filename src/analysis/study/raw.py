"""From the raw files of a study to its checked corpus."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis import manifest, places, schema, sources, themes
from analysis.corpus import Corpus
from analysis.manifest import DECISIONS, InvalidStudy, Study
from analysis.schema import Problem
from analysis.sources.reading import REPORT
from analysis.study.naming import Naming, name_actors

# Columns that this module makes: the raw files need not have them.
_LATER = {
    "initiatives": ("precision",),
    "actors": ("publishable",),
    "participations": ("actor_id", "role"),
    "attendance": ("actor_id",),
    "offers": ("actor_id",),
    "acquaintance": ("actor_id", "other_id"),
}
_KINDS = {"offre": "offer", "besoin": "need"}  # what French files write


@dataclass(frozen=True, eq=False)
class Gathered:
    """A corpus, and the report of its making: file, row, column, value, problem, action.

    ``land`` is the land of the study and of its neighbours, to draw; None without a coast file;
    ``naming`` tells how names became actors.
    """

    corpus: Corpus
    report: pd.DataFrame
    land: gpd.GeoDataFrame | None
    naming: Naming


def gather(study: Study) -> Gathered:
    """Read, resolve and place all that the raw files of a study say.

    Parameters
    ----------
    study
        The study, as :func:`analysis.manifest.read` gives it.

    Raises
    ------
    analysis.manifest.InvalidStudy
        For raw files other than the manifest's, decisions that contradict one another, no
        geography.
    analysis.schema.InvalidData
        For what must be mended in the files, all at once.
    """
    manifest.check(study)
    found = sources.assemble(study)
    if "initiatives" not in found.tables or found.tables["initiatives"].empty:
        if found.problems:
            raise schema.InvalidData(found.problems)
        raise InvalidStudy(
            study.folder,
            ["aucune initiative : les fichiers de la table « initiatives » sont vides ou absents → "
             "en donner un dans study.toml"],
        )  # fmt: skip
    if "kind" in found.tables.get("offers", ()):
        offers = found.tables["offers"]
        words = offers["kind"].str.strip().str.casefold()
        found.tables["offers"] = offers.assign(kind=words.replace(_KINDS))
    problems = found.problems + schema.check(found.tables, files=found.files, later=_LATER)
    if "points" in found.tables:
        problems += _stray_points(found)
    if problems:
        raise schema.InvalidData([_in_their_words(study, p) for p in problems])
    tables = dict(found.tables)
    notes: list[tuple] = []
    naming = name_actors(study, tables, found.files, notes)
    _label(study, tables)
    placed = _place(study, tables, found.files["initiatives"])
    tables.pop("points", None)
    reports = [found.report, pd.DataFrame(notes, columns=["file", *REPORT]), placed]
    report = pd.concat([r.astype("object") for r in reports if len(r)], ignore_index=True)
    return Gathered(Corpus(**tables), report.fillna("").astype("str"), _land(study), naming)


def _in_their_words(study: Study, problem: Problem) -> Problem:
    """Name a column as the file names it."""
    theirs = {f.path: f.columns for f in study.files}.get(problem.file, {})
    return problem._replace(column=theirs.get(problem.column, problem.column))


def _decisions(study: Study, name: str) -> Path:
    return study.folder / DECISIONS / f"{name}.csv"


def _label(study: Study, tables: dict) -> None:
    """Give the spellings of a tag one display label; an initiative has a theme once."""
    path = _decisions(study, "themes")
    decided = pd.read_csv(path, dtype="str") if path.is_file() else None
    tags = tables["themes"]
    if tags.empty:
        return
    vocabulary = themes.vocabulary(tags["theme"], decided)
    labels = dict(zip(vocabulary["tag"], vocabulary["theme"], strict=True))
    labelled = tags.assign(theme=tags["theme"].map(labels).fillna(tags["theme"]))
    tables["themes"] = labelled.drop_duplicates(["initiative_id", "theme"])


def _place(study: Study, tables: dict, file: str) -> pd.DataFrame:
    """Place the initiatives in the study's territory; give the report of it."""
    geography = _geography(study)
    if "communes" not in geography:
        raise InvalidStudy(
            study.folder,
            ["pas de communes dans l'étude → écrire [territory] dans study.toml, puis "
             f"`interconnaissance geography {study.folder.name}`"],
        )  # fmt: skip
    listed = next(f for f in study.files if f.table == "communes")
    communes = places.read_outlines(geography["communes"], listed.columns)
    former = geography.get("former_names")
    tables["territories"] = places.territories(communes, _land(study))
    rough = tables["initiatives"]
    path = _decisions(study, "places")
    own = pd.read_csv(path, dtype="str") if path.is_file() else pd.DataFrame()
    named = places.named_places(rough, _decisions(study, "gazetteer"))
    if "initiative_id" in own:  # what is said of one initiative goes before its place's name
        named = named[~named["initiative_id"].isin(own["initiative_id"])]
    decided = pd.concat([own, named], ignore_index=True)
    tables["initiatives"], report = places.locate(
        rough,
        tables["territories"],
        points=tables.get("points"),
        former=pd.read_csv(former, dtype="str") if former else None,
        decisions=decided if len(decided) else None,
        wider=[n for n in (study.extent.get("name"), study.focus.get("name")) if n],
    )
    row_of = dict(zip(rough["initiative_id"], rough.index, strict=True))
    said = report["problem"] + " (" + report["action"] + ")"  # the row is kept in any case
    report = report.assign(file=file, row=report["row"].map(row_of), problem=said, action="kept")
    broken = communes.loc[~communes.is_valid, "commune"].tolist()
    if broken:
        where = geography["communes"].relative_to(study.folder).as_posix()
        said = "contour invalide, réparé"
        lines = [(where, "", "geometry", name, said, "kept") for name in broken]
        report = pd.concat([report, pd.DataFrame(lines, columns=["file", *REPORT])])
    return report


def _geography(study: Study) -> dict[str, Path]:
    return {f.table: study.folder / f.path for f in study.files if f.table in manifest.GEOGRAPHY}


def _land(study: Study) -> gpd.GeoDataFrame | None:
    path = _geography(study).get("land")
    return None if path is None else gpd.read_parquet(path)


def _stray_points(found: sources.Assembled) -> list[Problem]:
    points, known = found.tables["points"], found.tables["initiatives"].get("initiative_id", [])
    stray = points.loc[~points["initiative_id"].isin(list(known)), "initiative_id"]
    return [
        Problem(
            found.files["points"],
            row,
            "initiative_id",
            value,
            "inconnu dans les initiatives",
            "corriger la valeur",
        )
        for row, value in stray.items()
    ]
