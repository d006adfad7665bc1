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
    known: dict[str, str] = {}
    for part in initiatives:
        if "title" in part:
            for title, own in zip(part["title"], part["initiative_id"], strict=True):
                known.setdefault(values.slug(str(title)), own)
    named = taken["initiative"].dropna()
    firsts = named.drop_duplicates()
    ids, new, notes = _identified(firsts, known)
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
    new, notes = [], []
    for row, title in titles.items():
        own = values.slug(title)
        if own == _NO_LETTERS:
            own = f"{own}-{len(told) + 1}"
        if own in known:
            ids[title] = known[own]
        elif own in told:
            ids[title] = own
            said = f"lu comme « {told[own]} » : les mêmes lettres"
            notes.append((row, "initiative", title, said, "read"))
        else:
            ids[title] = own
            told[own] = title
            new.append(row)
    found = pd.DataFrame(
        {"title": list(told.values())}, index=pd.Index(new, name="row"), dtype="str"
    )
    found.insert(0, "initiative_id", pd.Series(list(told), index=found.index, dtype="str"))
    return ids, found, notes


def _alone(names: pd.Series, taking: pd.Series, listed: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """List the actors of whom nothing else is said."""
    known = {values.slug(str(name)) for part in listed if "name" in part for name in part["name"]}
    known |= {values.slug(name) for name in taking}
    slugs = names.map(values.slug)
    kept = names[~slugs.isin(list(known)) & ~slugs.duplicated()]
    own = kept.map(values.slug).astype("str")
    return pd.DataFrame({"actor_id": own, "name": kept}).astype("str")


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
