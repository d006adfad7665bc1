"""Which column is what: French and English headers of the field's spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.sources import evidence, synonyms
from analysis.sources.platforms import communecter, decidim, inclusion, registers, yeswiki
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

    def first(names: Sequence[str], among: Mapping[str, str] = slugs) -> str | None:
        found = next((among[n] for n in names if n in among and among[n] not in used), None)
        if found:
            used.add(found)
        return found

    participants = {role: h for role, names in synonyms.PARTICIPANTS.items() if (h := first(names))}
    if cells is not None:
        participants = {r: h for r, h in participants.items() if not evidence.no_names(cells[h])}
    columns = {name: h for name, names in known.items() if (h := first(names))}
    # "Lieu / Commune", of a header on two rows, is a commune; "Contact / Nom" names no initiative.
    lower = {slug(h.rsplit(" / ", 1)[-1]): h for h in reversed(header) if " / " in h}
    titled = {
        n: h for n, h in lower.items() if slug(h.split(" / ")[0]) in synonyms.INITIATIVES["title"]
    }
    for name, names in known.items():
        among = titled if name in ("title", "initiative_id", "url", "source_url") else lower
        if name not in columns and (h := first(names, among)):
            columns[name] = h
    for one, other in (("lat", "lon"), ("x", "y")):  # neither says where without the other
        if (one in columns) != (other in columns):
            columns.pop(one, None)
            columns.pop(other, None)
    if cells is not None:
        used = {*columns.values(), *participants.values()}
        free = [h for h in header if h not in used]
        more, named = evidence.proposed(cells, free, [*columns, *participants])
        columns, participants = columns | more, participants | named
    return columns, participants
