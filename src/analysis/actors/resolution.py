"""Give each name, where it stands, its actor."""

from __future__ import annotations

import pandas as pd

from analysis.actors.names import normalise

_CONTEXT = ("initiative", "commune", "years")


def resolve(
    names: pd.Series,
    *,
    context: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    known: pd.DataFrame | None = None,
    seed: int = 0,
) -> pd.Series:
    """Group names by the actor that they mean.

    Parameters
    ----------
    names
        Names as written.
    context
        On the same index, any of the columns initiative, commune, year.
    decisions
        What a person decided (see :func:`analysis.actors.read_decisions`).
    known
        Actors with their identifier, columns actor_id and name.
    seed
        Unused by the rules of this version: they leave nothing to chance.

    Returns
    -------
        On the index of ``names``, the identifier of each one's actor. In this order: the decision
        whose context fits most closely; a known actor of that very name; a known actor of that
        key; else names of one key are one new actor, whose identifier is that key. Missing names
        stay missing.

    Raises
    ------
    ValueError
        When ``context`` has another index, or two decisions fit a name equally well and disagree.
    """
    if context is not None and not context.index.equals(names.index):
        raise ValueError("context has another index than names: build it with index=names.index")
    folded = normalise(names)
    result = pd.Series(pd.NA, index=names.index, dtype="str")
    if decisions is not None and len(decisions):
        result = _decided(folded["name"], context, decisions)
    if known is not None and len(known):
        listed = known.sort_values(["actor_id"])
        forms = normalise(listed["name"])
        for column in ("name", "key"):
            one = ~forms[column].duplicated(keep=False)  # a form that two actors share says nothing
            ids = dict(zip(forms.loc[one, column], listed.loc[one, "actor_id"], strict=True))
            result = result.fillna(folded[column].map(ids))
    own = folded["key"].str.replace(r"\s+", "-", regex=True)
    return (
        result.fillna(own.where(names.notna() & (folded["name"] != "")))
        .astype("str")
        .rename("actor_id")
    )


def _decided(names: pd.Series, context: pd.DataFrame | None, decisions: pd.DataFrame) -> pd.Series:
    """Apply to each name the decision whose context fits most closely."""
    by_name: dict[str, list[pd.Series]] = {}
    said = decisions.assign(name=normalise(decisions["name"])["name"])
    for _, decision in said.iterrows():
        by_name.setdefault(decision["name"], []).append(decision)
    where = pd.DataFrame(index=names.index) if context is None else context
    result = {}
    for place, name in zip(range(len(names)), names, strict=True):
        here = where.iloc[place]
        fits = [(closeness, d) for d in by_name.get(name, ()) if (closeness := _fit(d, here)) >= 0]
        if not fits:
            continue
        best = max(closeness for closeness, _ in fits)
        actors = sorted({d["actor_id"] for closeness, d in fits if closeness == best})
        if len(actors) > 1:
            raise ValueError(
                f"« {name} » : les décisions disent {' et '.join(actors)} avec la même précision → "
                "préciser le contexte de l'une dans decisions/actors.csv"
            )
        result[place] = actors[0]
    return pd.Series(
        [result.get(place, pd.NA) for place in range(len(names))], index=names.index, dtype="str"
    )


def _fit(decision: pd.Series, here: pd.Series) -> int:
    """Count the conditions of a decision, all met; -1 where one is not."""
    met = 0
    for condition in _CONTEXT:
        wanted = decision.get(condition, "")
        if pd.isna(wanted) or not wanted:
            continue
        value = here.get("year" if condition == "years" else condition, pd.NA)
        if pd.isna(value):
            return -1
        if condition == "years":
            first, _, last = str(wanted).partition("-")
            if not int(first) <= int(value) <= int(last or first):
                return -1
        elif str(value) not in str(wanted).split("|"):
            return -1
        met += 1
    return met


def directory(
    ids: pd.Series, names: pd.Series, *, known: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List the actors that names were resolved to.

    Parameters
    ----------
    ids
        Actor of each name, as :func:`resolve` gives it.
    names
        The names, on the same index.
    known
        Actors described beforehand; all are kept, with their columns.

    Returns
    -------
        One row an actor, sorted by actor_id; a new one bears its most written spelling (the first
        in alphabetical order among equals).
    """
    found = pd.DataFrame({"actor_id": ids, "name": normalise(names)["name"]}).dropna()
    listed = [] if known is None else list(known["actor_id"])
    new = found[~found["actor_id"].isin(listed)]
    counted = new.value_counts(["actor_id", "name"], sort=False).rename("n").reset_index()
    counted = counted.sort_values(["actor_id", "n", "name"], ascending=[True, False, True])
    named = counted.drop_duplicates("actor_id")[["actor_id", "name"]]
    whole = named if known is None else pd.concat([known, named], ignore_index=True)
    return whole.sort_values("actor_id").reset_index(drop=True)
