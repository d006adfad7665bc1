"""Give each name, where it stands, its actor."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from analysis.actors.names import normalise, plain
from analysis.actors.proposal import Proposals, proposed
from analysis.actors.verdicts import IS, IS_NOT, OTHER, PART, between_names

_CONTEXT = ("initiative", "commune", "years")


def propose(
    names: pd.Series,
    *,
    context: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    known: pd.DataFrame | None = None,
    seed: int = 0,
) -> Proposals:
    """Compare names, and propose which are one actor's.

    Parameters
    ----------
    names
        Names as written.
    context
        On the same index, any of the columns initiative, commune, year.
    decisions
        What a person decided (see :func:`analysis.actors.read_decisions`).
    known
        Actors with their identifier: columns actor_id, name and, where it is known, commune.
    seed
        Of the model.

    Returns
    -------
        The pairs worth a look with their probability, reason and verdict, and the actor of each
        name (see :class:`analysis.actors.Proposals`).

    Raises
    ------
    ValueError
        When ``context`` has another index, or two decisions fit a name equally well and disagree.

    Notes
    -----
    In this order: the decision whose context fits most closely; a known actor of that very name, or
    of that key, where one alone has it; names of one key (in one commune, where the communes are
    the actors' own) are one actor; then names that the model finds likely to be. Groups never
    chain: they join by the mean log-odds of all the pairs between them, so that two names that a
    third resembles are not one for that alone. A pair that a person accepted is always joined, one
    that was rejected never is, not even by a third name. The probabilities come from gradient
    boosting on some thirty features, and from the study's own decisions.
    """
    if context is not None and not context.index.equals(names.index):
        raise ValueError("context has another index than names: build it with index=names.index")
    written = names.fillna("").astype("str").map(plain)
    here = (written != "").to_numpy()
    listed = pd.DataFrame(columns=["actor_id", "name", "commune"], dtype="str")
    if known is not None and len(known):
        listed = pd.DataFrame({c: known.get(c) for c in listed}, index=known.index)
        listed = listed.dropna(subset="name").fillna("").astype("str")
        listed["name"] = listed["name"].map(plain)
    said = decisions if decisions is not None and len(decisions) else None
    marks = _marks(written, context, said, listed)
    between = pd.DataFrame(columns=["name", "commune", "other", "other_commune", "verdict"])
    if said is not None:
        between = pd.concat([between_names(said), _excluded(said, listed)], ignore_index=True)
    return proposed(
        written[here],
        _told(context, "commune", names.index)[here],
        marks[here],
        _told(context, "initiative", names.index)[here],
        between,
        listed,
        seed,
    )


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
    names, context, decisions, known, seed
        See :func:`propose`.

    Returns
    -------
        On the index of ``names``, the identifier of each one's actor: that of a decision or of a
        known actor, else the key of the group. Missing names stay missing.

    Raises
    ------
    ValueError
        See :func:`propose`.
    """
    found = propose(names, context=context, decisions=decisions, known=known, seed=seed).groups
    return found.reindex(names.index).astype("str").rename("actor_id")


def _told(context: pd.DataFrame | None, column: str, index: pd.Index) -> pd.Series:
    if context is None or column not in context:
        return pd.Series("", index=index, dtype="str")
    return context[column].astype("str").where(context[column].notna(), "")


def _marks(
    written: pd.Series,
    context: pd.DataFrame | None,
    decisions: pd.DataFrame | None,
    known: pd.DataFrame,
) -> pd.Series:
    """Give the actor that each name is said or known to be, "" for none."""
    marks = pd.Series(pd.NA, index=written.index, dtype="str")
    if decisions is not None:
        marks = _decided(written, context, decisions)
    if len(known):
        listed = known.sort_values(["actor_id"])
        forms, folded = normalise(listed["name"]), normalise(written)
        for column in ("name", "key"):
            one = ~forms[column].duplicated(keep=False)  # a form that two actors share says nothing
            ids = dict(zip(forms.loc[one, column], listed.loc[one, "actor_id"], strict=True))
            marks = marks.fillna(folded[column].map(ids))
    return marks.fillna("")


def _excluded(decisions: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Say of a name that is not an actor that it is another than the actor's own names."""
    names = {a: [n] for a, n in zip(known["actor_id"], known["name"], strict=True)}
    for _, said in decisions[decisions["verdict"] == IS].iterrows():
        names.setdefault(said["actor_id"], []).append(plain(said["name"]))
    rows = [
        (plain(said["name"]), said["commune"], name, "", OTHER)
        for _, said in decisions[decisions["verdict"] == IS_NOT].iterrows()
        for name in names.get(said["actor_id"], ())
    ]
    return pd.DataFrame(rows, columns=["name", "commune", "other", "other_commune", "verdict"])


def _decided(names: pd.Series, context: pd.DataFrame | None, decisions: pd.DataFrame) -> pd.Series:
    """Apply to each name the decision whose context fits most closely."""
    by_name: dict[str, list[dict]] = {}
    said = decisions[decisions["verdict"].isin([IS, PART])]
    for decision in said.assign(name=said["name"].map(plain)).to_dict("records"):
        by_name.setdefault(decision["name"], []).append(decision)
    where = pd.DataFrame(index=names.index) if context is None else context
    wanted = [place for place, name in enumerate(names) if name in by_name]
    result = {}
    for place, here in zip(wanted, where.iloc[wanted].to_dict("records"), strict=True):
        name = names.iloc[place]
        fits = [(closeness, d) for d in by_name[name] if (closeness := _fit(d, here)) >= 0]
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


def _fit(decision: dict[Hashable, Any], here: dict[Hashable, Any]) -> int:
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
