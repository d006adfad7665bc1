"""The tables, column by column. The data dictionary is printed from here."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("porteur", "partenaire", "financeur", "accueil", "soutien", "membre", "autre")
PRECISIONS = ("address", "place", "street", "commune", "wider", "none")


@dataclass(frozen=True)
class Column:
    """One column: its type, whether each row needs a value, and what it means."""

    name: str
    type: str  # text, integer, real, flag, point, shape
    meaning: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    between: tuple[float, float] | None = None
    refers_to: str = ""  # "table.column"


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, and the columns that tell its rows apart."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [c.name for c in self.columns]

    @property
    def geometry(self) -> str | None:
        return next((c.name for c in self.columns if c.type in ("point", "shape")), None)


def _id(name: str, meaning: str, refers_to: str = "") -> Column:
    return Column(name, "text", meaning, required=True, refers_to=refers_to)


_URL = Column("source_url", "text", "Page where the fact was read.")
_YEARS = (1800.0, 2100.0)

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        Table(
            "initiatives",
            "What is undertaken: one row an initiative.",
            ("initiative_id",),
            (
                _id("initiative_id", "Identifier of the initiative, unique in the study."),
                Column("title", "text", "Name, as its holders give it.", required=True),
                Column("summary", "text", "What it does, in a few sentences."),
                Column("year", "integer", "Year it began.", between=_YEARS),
                Column("commune", "text", "Official name of its commune."),
                Column("commune_code", "text", "INSEE code of its commune."),
                Column("place", "text", "Named place (a hall, a fablab, a quarter)."),
                Column("address", "text", "Postal address, as written."),
                Column("precision", "text", "What the point stands for.", True, PRECISIONS),
                Column("in_focus", "flag", "In the territory under study; empty when unplaced."),
                Column("url", "text", "Site of the initiative."),
                Column("how_to", "text", "How it is done again elsewhere: words, or a page."),
                Column("obstacles", "text", "What hinders it (freins)."),
                Column("enablers", "text", "What helps it (facilitations)."),
                _URL,
                Column("shape", "text", "Line, outline or several sites: WKT, EPSG:4326."),
                Column("geometry", "point", "Representative point, EPSG:4326; empty: unplaced."),
            ),
        ),
        Table(
            "actors",
            "Who takes part: one row an organisation, whatever its spellings.",
            ("actor_id",),
            (
                _id("actor_id", "Identifier of the actor, unique in the study."),
                Column("name", "text", "Name shown.", required=True),
                Column("kind", "text", "association, collectivité, entreprise, …"),
                Column("commune", "text", "Commune of its seat."),
                Column("part_of", "text", "Actor it is a part of.", refers_to="actors.actor_id"),
                Column(
                    "publishable", "flag", "May be shown; a person may not unless said so.", True
                ),
            ),
        ),
        Table(
            "participations",
            "Who takes part in what, in which role: one row a statement of a source.",
            (
                "initiative_id",
                "actor_id",
                "role",
                "actor_name_as_written",
                "role_as_written",
                "year",
            ),
            (
                _id("initiative_id", "The initiative.", "initiatives.initiative_id"),
                _id("actor_id", "The actor.", "actors.actor_id"),
                Column("role", "text", "Role, in a few words that compare.", True, ROLES),
                Column("year", "integer", "Year of the participation.", between=_YEARS),
                Column("actor_name_as_written", "text", "Name in the source, untouched."),
                Column("role_as_written", "text", "Role in the source, untouched."),
                _URL,
            ),
        ),
        Table(
            "themes",
            "Editorial tags, many to many.",
            ("initiative_id", "theme"),
            (
                _id("initiative_id", "The initiative.", "initiatives.initiative_id"),
                Column("theme", "text", "Tag, one display label for its spellings.", required=True),
            ),
        ),
        Table(
            "meetings",
            "Meetings where actors came together.",
            ("meeting_id",),
            (
                _id("meeting_id", "Identifier of the meeting."),
                Column("name", "text", "Name of the meeting.", required=True),
                Column("date", "text", "Date in ISO 8601: a day, a month, a year, or an interval."),
                Column("place", "text", "Where it was held."),
                Column("commune", "text", "Commune where it was held."),
                _URL,
            ),
        ),
        Table(
            "attendance",
            "Who came to which meeting.",
            ("meeting_id", "actor_id", "status", "actor_name_as_written"),
            (
                _id("meeting_id", "The meeting.", "meetings.meeting_id"),
                _id("actor_id", "The actor.", "actors.actor_id"),
                Column("status", "text", "présent, excusé, intervenant, … as written."),
                Column("actor_name_as_written", "text", "Name in the source, untouched."),
                _URL,
            ),
        ),
        Table(
            "offers",
            "What actors bring and what they look for.",
            ("actor_id", "kind", "subject"),
            (
                _id("actor_id", "The actor.", "actors.actor_id"),
                Column("kind", "text", "An offer or a need.", True, ("offer", "need")),
                Column("subject", "text", "About what.", required=True),
                Column("level", "text", "How advanced."),
                Column("place", "text", "Where."),
                Column("actor_name_as_written", "text", "Name in the source, untouched."),
            ),
        ),
        Table(
            "acquaintance",
            "Who says, in a survey, that it knows whom: kept apart from what is observed.",
            ("actor_id", "other_id"),
            (
                _id("actor_id", "The actor who answers.", "actors.actor_id"),
                _id("other_id", "The actor whom it says it knows.", "actors.actor_id"),
                Column("actor_name_as_written", "text", "Name in the source, untouched."),
                Column("other_name_as_written", "text", "Name in the source, untouched."),
                _URL,
            ),
        ),
        Table(
            "territories",
            "Communes of the study's extent, with what they belong to.",
            ("commune_code",),
            (
                _id("commune_code", "INSEE code of the commune."),
                Column("commune", "text", "Official name, with its article.", required=True),
                Column("epci_code", "text", "SIREN of its EPCI (intercommunal body)."),
                Column("epci", "text", "Name of its EPCI."),
                Column("departement", "text", "Code of its département."),
                Column("population", "integer", "Inhabitants.", between=(0, 1e8)),
                Column("in_focus", "flag", "In the territory under study.", required=True),
                Column("lon", "real", "Longitude of its town hall, degrees.", between=(-180, 180)),
                Column("lat", "real", "Latitude of its town hall, degrees.", between=(-90, 90)),
                Column("geometry", "shape", "Outline, EPSG:4326."),
            ),
        ),
    )
}


def dictionary() -> str:
    """Print the data dictionary: each table, its key and its columns, as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Printed from `analysis.schema` by `interconnaissance schema`.",
    ]
    for table in TABLES.values():
        lines += [
            "",
            f"## {table.name}",
            "",
            table.meaning,
            "",
            f"Key: {', '.join(table.key)}.",
            "",
        ]
        lines += ["| column | type | required | meaning |", "|---|---|---|---|"]
        for c in table.columns:
            notes = [c.meaning]
            if c.allowed:
                notes.append("One of: " + ", ".join(c.allowed) + ".")
            if c.between:
                notes.append(f"From {c.between[0]:g} to {c.between[1]:g}.")
            if c.refers_to:
                notes.append(f"Refers to {c.refers_to}.")
            lines.append(
                f"| {c.name} | {c.type} | {'yes' if c.required else 'no'} | {' '.join(notes)} |"
            )
    return "\n".join(lines) + "\n"
