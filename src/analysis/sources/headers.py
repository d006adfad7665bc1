"""Which column is what: French and English headers of the field's spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.sources import coordinates, evidence, synonyms
from analysis.sources.platforms import communecter, decidim, inclusion, registers, yeswiki
from analysis.sources.rough import Rough
from analysis.sources.values import slug

#: Headers (as slugs) that only one platform writes, and what its columns are.
PLATFORMS: tuple[tuple[frozenset[str], Mapping[str, Sequence[str]]], ...] = (
    (frozenset({"bf-titre"}), yeswiki.ALIASES),
    (frozenset({"participatory-space-id"}), decidim.ALIASES),
    (frozenset({"address-addresslocality"}), communecter.ALIASES),
    (frozenset({"nom", "code-postal", "date-maj"}), inclusion.ALIASES),
    (frozenset({"adrs-libcommune"}), registers.RNA),
    (frozenset({"libellecommuneetablissement"}), registers.SIRENE),
)


def words(header: str) -> list[str]:
    """Part a header into plain words: "Code_INSEE (2024)" gives code, insee, 2024."""
    return slug(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)).split("-")


def guess(
    header: Sequence[str], cells: pd.DataFrame | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """Propose which column of a file is what, by its header, then by what it holds.

    Parameters
    ----------
    header
        The column names of the file.
    cells
        The table itself, as text: what it holds tells what headers do not.

    Returns
    -------
        Our column names with the file's, and roles with the file's columns of actors. A column is
        used once; those that nothing names stay out.
    """
    columns, participants = named(header, cells)
    if cells is None:
        return columns, participants
    used = {*columns.values(), *participants.values()}
    free = [h for h in header if h not in used]
    more, bodies = evidence.proposed(cells, free, [*columns, *participants])
    return columns | more, participants | bodies


def completed(rough: Rough, guessed: Mapping[str, str]) -> dict[str, str]:
    """Give what a format tells of its columns, and what was guessed of the others.

    The shapes that a format holds go before columns that repeat them.
    """
    columns = dict(rough.ours)
    taken = set(columns.values())
    columns |= {k: h for k, h in guessed.items() if k not in columns and h not in taken}
    if rough.geometry is None:
        return columns
    return {k: h for k, h in columns.items() if k not in coordinates.COLUMNS}


def named(
    header: Sequence[str], cells: pd.DataFrame | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """Tell columns as :func:`guess` does, by headers alone; one that its cells deny stays out."""
    slugs = {slug(h): h for h in reversed(header) if h.strip()}
    used: set[str] = set()
    known = synonyms.INITIATIVES
    for signature, aliases in PLATFORMS:
        if signature <= set(slugs):
            own = {name: tuple(map(slug, theirs)) for name, theirs in aliases.items()}
            known = {
                name: own.get(name, ()) + synonyms.INITIATIVES.get(name, ())
                for name in [*own, *synonyms.INITIATIVES]
            }
            break

    def first(name: str, names: Sequence[str], among: Mapping[str, str] = slugs) -> str | None:
        free = (among[n] for n in names if n in among and among[n] not in used)
        found = next(
            (h for h in free if cells is None or not evidence.denied(name, cells[h])), None
        )
        if found:
            used.add(found)
        return found

    bodies = synonyms.PARTICIPANTS.items()
    participants = {role: h for role, names in bodies if (h := first("actors", names))}
    columns = {name: h for name, names in known.items() if (h := first(name, names))}
    # "Lieu / Commune", of a header on two rows, is a commune; "Contact / Nom" names no initiative.
    lower = {slug(h.rsplit(" / ", 1)[-1]): h for h in reversed(header) if " / " in h}
    titled = {
        n: h for n, h in lower.items() if slug(h.split(" / ")[0]) in synonyms.INITIATIVES["title"]
    }
    for name, names in known.items():
        among = titled if name in ("title", "initiative_id", "url", "source_url") else lower
        if name not in columns and (h := first(name, names, among)):
            columns[name] = h
    for one, other in (("lat", "lon"), ("x", "y")):  # neither says where without the other
        if (one in columns) != (other in columns):
            columns.pop(one, None)
            columns.pop(other, None)
    return columns, participants
