"""How a name became its actor, told to a person."""

from __future__ import annotations

import pandas as pd
from rapidfuzz import process

from analysis.actors.names import normalise, plain
from analysis.actors.proposal import Proposals

_FORMS = {"legal": "forme juridique", "acronym": "sigle", "part": "service"}
_MOST = 12  # lines of a list


def explain(
    name: str,
    found: Proposals,
    names: pd.Series,
    *,
    decisions: pd.DataFrame | None = None,
    actors: pd.DataFrame | None = None,
) -> str:
    """Tell in French how a name became its actor.

    Parameters
    ----------
    name
        A name as a file writes it, or nearly.
    found
        What :func:`analysis.actors.propose` made of ``names``.
    names
        The names of the study, on the index of ``found.groups``.
    decisions
        What a person decided.
    actors
        The actors: actor_id and name.

    Returns
    -------
        A few lines.

    Raises
    ------
    ValueError
        When the study has no such name; it says which are nearest.
    """
    written = names.reindex(found.groups.index).map(plain)
    wanted = plain(name)
    here = written == wanted
    if not here.any():
        here = written.str.casefold() == wanted.casefold()
    if not here.any():
        key = normalise(pd.Series([wanted]))["key"].iloc[0]
        here = found.spelling.isin(found.spellings.index[found.spellings["key"] == key])
    if not here.any():
        near = process.extract(wanted, sorted(set(written)), limit=3)
        listed = ", ".join(f"« {n} »" for n, *_ in near)
        rather = f"plutôt {listed} ?" if listed else "elle ne nomme aucun acteur"
        raise ValueError(f"aucun nom « {name} » dans l'étude → {rather}")
    called = {} if actors is None else dict(zip(actors["actor_id"], actors["name"], strict=True))
    lines = _read(wanted)
    for actor in sorted(found.groups[here].unique()):
        lines += _of(actor, wanted, found, written, here, decisions, called)
    return "\n".join(lines)


def _read(name: str) -> list[str]:
    form = normalise(pd.Series([name])).iloc[0]
    said = [f"« {name} »", f"  lu comme : {form['key']}"]
    return said + [f"  {word} mis à part : {form[c]}" for c, word in _FORMS.items() if form[c]]


def _of(
    actor: str,
    name: str,
    found: Proposals,
    written: pd.Series,
    here: pd.Series,
    decisions: pd.DataFrame | None,
    called: dict[str, str],
) -> list[str]:
    """Tell of one of the actors that a name is."""
    rows = here & (found.groups == actor)
    spelled = sorted(found.spelling[rows].unique())
    usual = written[found.groups == actor].value_counts(sort=False).sort_index()
    lines = [f"  → {called.get(actor, usual.idxmax())} ({actor}), {rows.sum()} mention(s)"]
    marked = (found.spellings.loc[spelled, "mark"] == actor).any()
    said = [] if decisions is None else _said(decisions, name, actor)
    if said:
        lines += [f"    décidé : {line}" for line in said]
    elif marked:
        lines.append("    parce qu'un acteur connu porte ce nom, ou la même clé")
    others = sorted(set(written[(found.groups == actor)]) - {name})
    if others:
        shown = ", ".join(f"« {n} »" for n in others[:_MOST])
        more = f" et {len(others) - _MOST} autres" if len(others) > _MOST else ""
        lines.append(f"    écrit aussi : {shown}{more}")
    pairs = found.pairs[found.pairs["a"].isin(spelled) | found.pairs["b"].isin(spelled)]
    for inside, title in ((True, "tenu par"), (False, "proche de")):
        for pair in pairs[pairs["joined"] == inside].head(_MOST // 2).itertuples():
            facing = pair.name_b if pair.a in spelled else pair.name_a
            chance = f"{pair.probability:.2f}".replace(".", ",")
            asked = ", à revoir" if pair.verdict == "à revoir" else ""
            lines.append(f"    {title} « {facing} » : {chance}{asked} ({pair.reason})")
    if len(lines) == 1:
        lines.append("    seul : aucun autre nom ne lui ressemble")
    return lines


def _said(decisions: pd.DataFrame, name: str, actor: str) -> list[str]:
    bears = decisions["name"].map(plain) == name
    faces = (decisions["other"] != "") & (bears | (decisions["other"].map(plain) == name))
    told = decisions[(bears & (decisions["actor_id"] == actor)) | faces]
    lines = []
    for row, said in told.iterrows():
        facing = said["other"] or said["actor_id"]
        where = [said[c] for c in ("initiative", "commune", "years") if said[c]]
        signed = " ".join(said[c] for c in ("who", "when") if said[c])
        lines.append(
            f"{said['verdict']} {facing}"
            + (f" [{', '.join(where)}]" if where else "")
            + f" (decisions/actors.csv, ligne {row}{', ' + signed if signed else ''})"
            + (f" : {said['why']}" if said["why"] else "")
        )
    return lines
