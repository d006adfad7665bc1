"""What a territory's elected person may want to know: what exists, where it lacks, who to call."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import wording
from analysis.portraits.facts import Knowledge

_NAMED, _EXAMPLES, _CALLED = 8, 2, 6


def areas(known: Knowledge) -> list[str]:
    """Give the codes of the EPCI of the focus, by name."""
    found = known.results.corpus.territories
    focus = found[found["in_focus"]].dropna(subset=["epci_code"]).drop_duplicates("epci_code")
    return focus.sort_values("epci")["epci_code"].tolist()


def of_area(known: Knowledge, code: str, *, title: str, focus: str, lang: str) -> dict[str, Any]:
    """Gather the facts of one EPCI.

    Raises
    ------
    ValueError
        For a code that is not of an EPCI of the focus.
    """
    results = known.results
    everywhere = results.corpus.territories
    inside = everywhere[everywhere["in_focus"]]
    own = inside[inside["epci_code"] == code]
    if own.empty:
        raise ValueError(f"« {code} » n'est pas un EPCI du territoire → {', '.join(areas(known))}")
    initiatives = known.initiatives.reset_index()
    within = initiatives[initiatives["commune_code"].isin(inside["commune_code"])]
    here = within[within["commune_code"].isin(own["commune_code"])]
    names = results.groups.dropna(subset=["group"]).set_index("initiative_id")["name"]
    aim_of = results.aims.set_index("initiative_id")
    people = int(own["population"].sum())
    nowhere = int(initiatives["commune_code"].isna().sum())
    empty = own[~own["commune_code"].isin(here["commune_code"])]
    empty = empty.sort_values("population", ascending=False)
    listed = here.sort_values(["year", "title"], ascending=[False, True])
    machine = int(aim_of.reindex(within["initiative_id"])["source"].eq("machine").sum())
    return {
        "name": str(own["epci"].iloc[0]),
        "study": title,
        "focus": focus or wording.label("elected_focus", lang),
        "summary": wording.label(
            "elected_summary_one" if len(here) == 1 else "elected_summary",
            lang,
            n=len(here),
            people=people,
            communes=len(own),
            without=len(empty),
            all=len(within),
            nowhere=nowhere,
        ),
        "themes": _counted(here, within, names),
        "aims": _counted(here, within, aim_of["aim"].dropna()),
        "aims_note": wording.label("elected_aims_note", lang, machine=machine, n=len(within)),
        "reach": _reach(results, own, lang),
        "missing": _missing(known, code),
        "without": _first(empty["commune"].tolist(), lang),
        "call": _call(known, here, lang),
        "initiatives": [
            {
                "title": str(row.title),
                "year": int(row.year) if pd.notna(row.year) else None,
                "commune": str(row.commune),
            }
            for row in listed.itertuples(index=False)
        ],
    }


def _counted(here: pd.DataFrame, within: pd.DataFrame, names: pd.Series) -> list[dict[str, Any]]:
    """Count what is here beside the whole, the most frequent in the whole first."""
    whole = within["initiative_id"].map(names).value_counts()
    own = here.assign(of=here["initiative_id"].map(names))
    return [
        {
            "name": name,
            "here": int((own["of"] == name).sum()),
            "all": int(n),
            "examples": sorted(own.loc[own["of"] == name, "title"].astype("str"))[:_EXAMPLES],
        }
        for name, n in whole.items()
    ]


def _reach(results: Any, own: pd.DataFrame, lang: str) -> str:
    far = results.territory_reach.set_index("commune_code")["km"].reindex(own["commune_code"])
    people = own.set_index("commune_code")["population"]
    near = float(people[far <= 5].sum() / people.sum()) if people.sum() else 0.0
    return wording.label("elected_reach", lang, share=wording.percent(near, lang))


def _missing(known: Knowledge, code: str) -> list[dict[str, Any]]:
    table = known.results.reuse
    found = table[(table["area_code"] == code) & (table["rank"] == 1)]
    return [
        {
            "theme": row.name,
            "title": str(known.initiatives.loc[row.initiative_id, "title"]),
            "km": f"{row.km:.0f}",
            "call": known.name(row.actor_id) if row.actor_id in known.shown else None,
        }
        for row in found.itertuples(index=False)
    ]


def _call(known: Knowledge, here: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Name those who hold most here, then those who take part most."""
    takes = known.results.corpus.participations
    takes = takes[takes["initiative_id"].isin(here["initiative_id"])]
    takes = takes[takes["actor_id"].isin(known.shown)]
    if takes.empty:
        return []
    held = takes[takes["role"] == "porteur"].groupby("actor_id")["initiative_id"].nunique()
    found = takes.groupby("actor_id")["initiative_id"].nunique().to_frame("n")
    found["held"] = held.reindex(found.index).fillna(0).astype(int)
    found = found.sort_index().sort_values(["held", "n"], ascending=False, kind="stable")
    return [
        {
            "name": known.name(actor),
            "kind": None if pd.isna(kind := known.actors.loc[actor, "kind"]) else kind,
            "why": _why(int(row["n"]), int(row["held"]), lang),
        }
        for actor, row in found.head(_CALLED).iterrows()
    ]


def _why(n: int, held: int, lang: str) -> str:
    one = "_one" if n == 1 else ""
    if not held:
        return wording.label(f"elected_takes{one}", lang, n=n)
    return wording.label(f"elected_holds{one}", lang, n=n, held=held)


def _first(names: list[str], lang: str) -> str:
    if not names:
        return ""
    if len(names) <= _NAMED:
        return ", ".join(names) + "."
    more = wording.label("elected_more", lang, n=len(names) - _NAMED)
    return f"{', '.join(names[:_NAMED])} {more}"
