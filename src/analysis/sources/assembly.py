"""The files of a study, put together into its rough tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.manifest import GEOGRAPHY, RawFile, Study
from analysis.schema import Problem
from analysis.sources import values
from analysis.sources.affiliating import affiliated
from analysis.sources.network import read_participations
from analysis.sources.reading import REPORT, Reading, read
from analysis.sources.understanding import AFFILIATIONS

# Tables in which a row that is repeated says nothing new.
_MANY = ("participations", "attendance", "themes", "offers", "acquaintance")


# Tables whose rows may come without an identifier, and what it is then made of.
_NAMED = {"initiatives": ("initiative_id", "title"), "actors": ("actor_id", "name")}
# Columns of a wide table that go to tables of their own.
_NOT_KEPT = ("themes", "actors", "lat", "lon", "x", "y", "position", "geometry")


@dataclass(frozen=True, eq=False)
class Assembled:
    """Rough tables by name (indexed by row in their file), the report, and what must be mended."""

    tables: dict[str, pd.DataFrame]
    files: dict[str, str]
    report: pd.DataFrame
    problems: list[Problem]


def assemble(study: Study) -> Assembled:
    """Read the raw files of a study into tables, as written: names and roles are not resolved yet.

    Parameters
    ----------
    study
        The study; its files are mapped as its manifest says.

    Returns
    -------
        Tables in our columns. Participations and attendance have ``actor_name_as_written`` (and
        ``role_as_written``) instead of actor and role. ``points`` has initiative_id, lon, lat. The
        report has a column ``file`` before those of :class:`Reading`.
    """
    parts: dict[str, list[tuple[str, pd.DataFrame]]] = {}
    seen: dict[str, int] = {}
    reports, problems = [], []
    for file in study.files:
        if file.table in GEOGRAPHY:
            continue
        if file.table == AFFILIATIONS:
            continue
        try:
            reading = _read(study, file)
        except ValueError as error:
            problems.append(Problem(file.path, None, "", None, str(error), "voir ci-dessus"))
            continue
        table = reading.table
        own, named = _NAMED.get(file.table, ("", ""))
        if own and own not in table and named in table:
            known = seen if file.table == "initiatives" else {}
            table, notes = _identified(table, (own, named), file.path, known)
            reports.append(notes)
        for name, part in _split(file, table).items():
            parts.setdefault(name, []).append((file.path, part))
        reports.append(reading.report.assign(file=file.path))
        problems += _refused(file.path, reading.report)
    for file in study.of(AFFILIATIONS):
        try:
            taken = read_participations(
                study.folder / file.path,
                mapping=file.columns or None,
                format=file.format or None,
                encoding=file.encoding or None,
                sheet=file.sheet or None,
            )
        except ValueError as error:
            problems.append(Problem(file.path, None, "", None, str(error), "voir ci-dessus"))
            continue
        listed = {n: [part for _, part in parts.get(n, [])] for n in ("initiatives", "actors")}
        more, notes = affiliated(taken.table, **listed)
        for name, part in more.items():
            if len(part):
                parts.setdefault(name, []).append((file.path, part))
        reports += [taken.report.assign(file=file.path), _notes(notes, file.path)]
        problems += _refused(file.path, taken.report)
    tables, files = {}, {}
    for name, found in parts.items():
        tables[name], files[name] = _joined(found)
    for name in _MANY:
        if name in tables:
            tables[name], notes = _once(tables[name], files[name])
            reports.append(notes)
    report = pd.concat(reports, ignore_index=True) if reports else pd.DataFrame(columns=REPORT)
    return Assembled(tables, files, report.reindex(columns=["file", *REPORT]), problems)


def _read(study: Study, file: RawFile) -> Reading:
    mapping = dict(file.columns)
    separators = dict(file.separators)
    for role, header in file.participants.items():
        mapping.setdefault(header, header)
        separators[header] = separators.pop(role, "|")
    return read(
        study.folder / file.path,
        mapping=mapping,
        separators=separators,
        **{key: getattr(file, key) or None for key in ("format", "crs", "encoding", "sheet")},
    )


def _refused(path: str, report: pd.DataFrame) -> list[Problem]:
    stops = report[report["action"] == "refused"]
    return [
        Problem(
            path, r.row, r.column, r.value, r.problem, "corriger dans le fichier, puis l'accepter"
        )
        for r in stops.itertuples(index=False)
    ]


def _split(file: RawFile, table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Part one wide table into ours: tags and actors named in columns become rows of their own."""
    if file.table == "participations":
        return {file.table: table.rename(columns={"role": "role_as_written"})}
    if file.table == "attendance" and "meeting" in table and "meeting_id" not in table:
        return _attended(table)
    if file.table != "initiatives":
        return {file.table: table}
    if "date" in table and "year" not in table:
        table = table.assign(year=table["date"].str[:4].astype("Int64"))
    out = {"initiatives": pd.DataFrame(table).drop(columns=[*_NOT_KEPT], errors="ignore")}
    key = ["initiative_id"] if "initiative_id" in table else []
    if "themes" in table:
        tags = table[[*key, "themes"]].explode("themes").rename(columns={"themes": "theme"})
        out["themes"] = tags.dropna(subset=["theme"])
    if "geometry" in table:
        placed = table[table.geometry.notna()]
        at = placed.geometry.representative_point()
        out["points"] = pd.DataFrame(placed[key]).assign(lon=at.x, lat=at.y)
        more = placed.geometry[placed.geometry.geom_type != "Point"]
        if len(more):  # its place is a point; what it was drawn as is kept beside it
            out["initiatives"]["shape"] = more.to_wkt(rounding_precision=6)
    named = []
    for role, header in file.participants.items():
        rows = table[[*key, header]].explode(header).dropna(subset=[header])
        rows = rows.rename(columns={header: "actor_name_as_written"})
        named.append(rows.assign(role_as_written=role))
    if named:
        out["participations"] = pd.concat(named)
    return out


def _attended(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Part an attendance list: meetings, told by their names and days, and who came."""
    day = table["date"] if "date" in table else pd.Series(pd.NA, index=table.index, dtype="str")
    known = table.dropna(subset=["meeting"])
    own = (known["meeting"] + " " + day[known.index].fillna("")).map(values.slug)
    first = known[~own.duplicated()]
    meetings = pd.DataFrame(
        {"meeting_id": own[first.index], "name": first["meeting"], "date": day[first.index]}
    )
    came = table.rename(columns={"actor": "actor_name_as_written"}).drop(columns=["meeting"])
    came = came.drop(columns=["date"], errors="ignore").assign(meeting_id=own)
    return {"meetings": meetings, "attendance": came}


def _joined(found: Sequence[tuple[str, pd.DataFrame]]) -> tuple[pd.DataFrame, str]:
    if len({path for path, _ in found}) == 1:
        return pd.concat([t for _, t in found]), found[0][0]
    # Several files feed the table: a row is told by its file too.
    tables = [t.set_axis([f"{path}:{row}" for row in t.index]) for path, t in found]
    return pd.concat(tables), " + ".join(dict.fromkeys(path for path, _ in found))


def _identified(
    table: pd.DataFrame, columns: tuple[str, str], file: str, seen: dict[str, int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give an identifier, made of the name, to rows that come without one."""
    own, named = columns
    notes: list[tuple] = []
    ids: list[str] = []
    for row, name in table[named].items():
        if pd.isna(name):
            ids.append(f"sans-titre-{row}")  # the missing name is a problem of its own
            continue
        base = values.slug(name)
        seen[base] = seen.get(base, 0) + 1
        unused = base if seen[base] == 1 else f"{base}-{seen[base]}"
        while unused != base and unused in seen:
            seen[base] += 1
            unused = f"{base}-{seen[base]}"
        seen.setdefault(unused, 1)
        ids.append(unused)
        if unused != base:
            said = f"nom répété : gardé sous l'identifiant {unused}"
            notes.append((row, named, name, said, "kept"))
    found = pd.Series(ids, index=table.index, dtype="str")
    return table.assign(**{own: found}), _notes(notes, file)


def _once(table: pd.DataFrame, file: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    shown = [c for c in table.columns if not table[c].map(lambda v: isinstance(v, list)).any()]
    again = table.duplicated(shown)
    column = next((c for c in ("actor_name_as_written", "theme") if c in table), "")
    notes = (
        [
            (row, column, value, "ligne déjà lue à l'identique, comptée une fois", "dropped")
            for row, value in table.loc[again, column].items()
        ]
        if column
        else []
    )
    return table[~again], _notes(notes, file)


def _notes(notes: Iterable[tuple], file: str) -> pd.DataFrame:
    return pd.DataFrame(list(notes), columns=REPORT, dtype="object").assign(file=file)
