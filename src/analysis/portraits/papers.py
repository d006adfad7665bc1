"""The papers of a meeting: where everybody sits, who is at each table, badges, a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import manifest, wording
from analysis.encounters import Plan
from analysis.portraits import printing
from analysis.portraits.pages import Page, environment, filled, to_html, to_pdf
from analysis.sources.delimited import inert
from analysis.themes.tokens import fold


def write_meeting(
    plan: Plan,
    folder: str | Path,
    *,
    people: pd.DataFrame | None = None,
    title: str = "",
    lang: str = "fr",
) -> list[Path]:
    """Write the papers of a meeting for its organiser.

    Parameters
    ----------
    plan
        As :func:`analysis.encounters.plan_meeting` gives it.
    folder
        Where they go; they name people: keep it private.
    people
        Columns person (as in the plan), name; structure and meet (whom to look for) where known. By
        default people are named as in the plan.
    title
        Of the meeting.
    lang
        Language, "fr" or "en".

    Returns
    -------
        The files: by person and by table (HTML and PDF), badges (HTML and PDF), the plan as CSV for
        a spreadsheet (semicolons, UTF-8 with its mark, nothing that is taken for a formula), and a
        notice that the folder is private.

    Raises
    ------
    ValueError
        For people of the plan who have no row in ``people``.
    """
    rows = _people(plan, people, lang)
    rounds = sorted(int(r) for r in plan.seating["round"].unique())
    made = environment(lang)
    summary = wording.label(
        "meeting_summary", lang, people=len(rows), tables=int(plan.seating["table"].max()),
        rounds=len(rounds), new=plan.new_pairs, bound=plan.bound,
    )  # fmt: skip
    structures = any(row["structure"] for row in rows)
    by_person = filled(
        made,
        "meeting_people.html",
        {
            "title": title,
            "summary": summary,
            "rounds": rounds,
            "people": rows,
            "structures": structures,
        },
    )
    names = {row["person"]: row["name"] for row in rows}
    tables = [
        {
            "n": r,
            "tables": [
                {"n": int(t), "names": sorted((names[p] for p in own["person"]), key=fold)}
                for t, own in plan.seating[plan.seating["round"] == r].groupby("table", sort=True)
            ],
        }
        for r in rounds
    ]
    by_table = filled(made, "meeting_tables.html", {"title": title, "rounds": tables})
    badges = filled(made, "badges.html", {"badges": rows})
    private = wording.label("meeting_private", lang)
    files: dict[str, bytes] = {}
    for slug, key, body in (
        ("par-personne", "meeting_by_person", by_person),
        ("par-table", "meeting_by_table", by_table),
    ):
        page = Page(wording.label(key, lang), slug, body, lang, private)
        files[f"{slug}.html"] = to_html(page).encode("utf-8")
        files[f"{slug}.pdf"] = to_pdf([page])
    page = Page(wording.label("meeting_badges", lang), "badges", badges, lang)
    files["badges.html"] = to_html(page).encode("utf-8")
    files["badges.pdf"] = printing.pdf(
        "badges",
        {
            "title": wording.label("meeting_badges", lang),
            "lang": lang,
            "private": private,
            "badges": rows,
            "words": {
                "round": wording.label("meeting_round", lang, n="").strip(),
                "table": wording.label("meeting_table", lang, n="").strip(),
            },
        },
    )
    files["plan.csv"] = _sheet(plan, rows, lang)
    files["PRIVE.txt"] = f"{private}\n".encode()
    written = []
    for name, content in files.items():
        manifest.write_beside(Path(folder) / name, content)
        written.append(Path(folder) / name)
    return written


def _people(plan: Plan, people: pd.DataFrame | None, lang: str) -> list[dict[str, Any]]:
    """Give a row a person, by name: person, name, structure, meet and its table in each round."""
    rounds = sorted(plan.seating["round"].unique())
    at = plan.seating.pivot(index="person", columns="round", values="table").reindex(columns=rounds)
    if people is None:
        people = pd.DataFrame({"person": at.index, "name": at.index.astype("str")})
    facts = people.drop_duplicates("person").set_index("person")
    unknown = [p for p in at.index if p not in facts.index]
    if unknown:
        raise ValueError(f"{len(unknown)} personne(s) sans nom, d'abord « {unknown[0]} »")
    none = wording.label("meeting_absent", lang)
    rows = []
    for person, tables in at.iterrows():
        row = facts.loc[person]
        meet = _text(row.get("meet"))
        rows.append(
            {
                "person": person,
                "name": str(row["name"]),
                "structure": _text(row.get("structure")),
                "tables": [none if pd.isna(t) else str(int(t)) for t in tables],
                "meet": wording.label("meeting_meet", lang, name=meet) if meet else "",
            }
        )
    return sorted(rows, key=lambda row: (fold(row["name"]), str(row["person"])))


def _sheet(plan: Plan, rows: list[dict[str, Any]], lang: str) -> bytes:
    facts = {row["person"]: row for row in rows}
    text = io.StringIO()
    sheet = csv.writer(text, delimiter=";", lineterminator="\r\n")
    heads = [wording.label(k, lang, n="").strip() for k in ("meeting_round", "meeting_table")]
    heads += [wording.label(k, lang) for k in ("meeting_name", "meeting_structure")]
    sheet.writerow(heads)
    for seat in plan.seating.itertuples(index=False):
        row = facts[seat.person]
        sheet.writerow([seat.round, seat.table, inert(row["name"]), inert(row["structure"])])
    return text.getvalue().encode("utf-8-sig")


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()
