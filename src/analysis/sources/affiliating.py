"""Tables of a study, of who takes part in what: a list, a matrix, a network of two modes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.sources import values

_OURS = ("actor", "initiative", "role", "year", "weight")
_NO_LETTERS = values.slug("")  # what a name without a Latin letter gives


def affiliated(
    taken: pd.DataFrame, *, initiatives: Sequence[pd.DataFrame], actors: Sequence[pd.DataFrame]
) -> tuple[dict[str, pd.DataFrame], list[tuple]]:
    """Give what a file of participations adds to a study.

    Parameters
    ----------
    taken
        Participations, as :func:`analysis.sources.read_participations` gives them.
    initiatives, actors
        What other files list already, with titles and names.

    Returns
    -------
        The participations; initiatives that no other file lists, by title; actors that take part in
        nothing here and are listed nowhere. And lines of the report: what was taken for the same,
        what a study does not keep.
    """
    known = _known(initiatives, "title", "initiative_id")
    ids, new, notes = _identified(taken["initiative"].dropna().drop_duplicates(), known)
    # Rows of a matrix hold several participations each: their labels are not unique.
    who = pd.DataFrame(
        {
            "initiative_id": taken["initiative"].map(ids).astype("str"),
            "actor_name_as_written": taken["actor"],
            "role_as_written": taken["role"].fillna("partenaire"),
            "year": taken["year"],
        }
    )
    whole = (taken["actor"].notna() & taken["initiative"].notna()).to_numpy()
    more = {
        "initiatives": new,
        "participations": who[whole],
        "actors": _alone(taken[~whole]["actor"].dropna(), taken[whole]["actor"], actors),
    }
    return more, notes + _left(taken)


def _identified(
    titles: pd.Series, known: dict[str, str]
) -> tuple[dict[str, str], pd.DataFrame, list[tuple]]:
    """Give each title an identifier; those that differ by their signs alone are one, and said."""
    ids: dict[str, str] = {}
    told: dict[str, str] = {}
    first: dict[str, str] = {}
    rows, notes = [], []
    for row, title in titles.items():
        key = _key(title)
        if key in known or key in told:
            ids[title] = known.get(key) or told[key]
            if key in told:
                said = f"lu comme « {first[key]} » : les mêmes lettres"
                notes.append((row, "initiative", title, said, "read"))
            continue
        own, times = values.slug(title), 1
        while own in {*known.values(), *told.values()}:
            times += 1
            own = f"{values.slug(title)}-{times}"
        ids[title] = told[key] = own
        first[key] = title
        rows.append(row)
    found = {"initiative_id": list(told.values()), "title": list(first.values())}
    return ids, pd.DataFrame(found, index=pd.Index(rows, name="row"), dtype="str"), notes


def _key(name: str) -> str:
    """Give what tells a name: its letters, or itself where none is Latin."""
    own = values.slug(name)
    return name if own == _NO_LETTERS else own


def _alone(names: pd.Series, taking: pd.Series, listed: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """List the actors of whom nothing else is said."""
    known = _known(listed, "name", "actor_id")
    keys = names.map(_key)
    kept = names[~keys.isin([*known, *taking.map(_key)]) & ~keys.duplicated()]
    _, found, _ = _identified(kept, known)
    return found.rename(columns={"initiative_id": "actor_id", "title": "name"})


def _known(tables: Sequence[pd.DataFrame], named: str, own: str) -> dict[str, str]:
    """Give identifiers by what tells names; the first that a name has."""
    known: dict[str, str] = {}
    for table in tables:
        if named in table:
            for name, given in zip(table[named], table[own], strict=True):
                known.setdefault(_key(str(name)), given)
    return known


def _left(taken: pd.DataFrame) -> list[tuple]:
    """Say what participations of a study do not keep."""
    said = "colonne laissée dans le fichier : une participation d'une étude n'en a pas"
    notes: list[tuple] = [
        (None, name, int(taken[name].notna().sum()), said, "kept")
        for name in taken.columns
        if name not in _OURS and taken[name].notna().any()
    ]
    if count := int((taken["weight"].dropna() != 1).sum()):
        said = "poids autres que 1 : une étude compte les participations, sans poids"
        notes.append((None, "weight", count, said, "kept"))
    return notes
