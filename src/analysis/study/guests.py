"""Who comes to a meeting and what they wish, as an organiser types it in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import actors
from analysis.actors.names import fold
from analysis.sources import delimited

_WISHES = {"ensemble": "together", "separes": "keep_apart"}


@dataclass(frozen=True, eq=False)
class Guests:
    """Who comes: columns person, name, structure, actor_id (missing: no actor of the study)."""

    people: pd.DataFrame
    kinds: dict[str, str]
    hosts: dict[str, int]
    absent: pd.DataFrame


def key_of(name: str) -> str:
    """Give the folded name by which an actor is found."""
    return str(actors.normalise(pd.Series([name]))["key"].iloc[0])


def read_guests(path: Path, by_name: dict[str, str]) -> Guests:
    """Read who comes, and find the actor that each stands for.

    Parameters
    ----------
    path
        CSV with a column nom; structure, groupe, hote and absent where wanted.
    by_name
        Actor of each folded name (see :func:`key_of`).

    Raises
    ------
    ValueError
        Naming the rows without a name, named twice, or with a table or round that is no number.
    """
    rows = delimited.rows(path.read_bytes()).rows
    head = [fold(cell) for cell in rows[0]] if rows else []
    if "nom" not in head:
        raise ValueError(
            f"{path.name} : pas de colonne « nom » → nom ; au besoin structure, groupe, hote, "
            "absent"
        )
    table = [dict(zip(head, [c.strip() for c in row], strict=False)) for row in rows[1:]]
    faults, people, kinds, hosts, missed = [], [], {}, {}, []
    for line, row in enumerate(table, start=2):
        name = row.get("nom", "")
        if not any(row.values()):
            continue
        if not name:
            faults.append(f"{path.name}, ligne {line} : nom vide → le remplir")
            continue
        stands = row.get("structure", "") or name
        people.append((name, name, row.get("structure", ""), by_name.get(key_of(stands))))
        if row.get("groupe"):
            kinds[name] = row["groupe"]
        if row.get("hote"):
            if row["hote"].isdigit():
                hosts[name] = int(row["hote"])
            else:
                faults.append(f"{path.name}, ligne {line} : hote « {row['hote']} » → n° de table")
        for part in filter(None, (p.strip() for p in row.get("absent", "").split(","))):
            if part.isdigit():
                missed.append((name, int(part)))
            else:
                faults.append(f"{path.name}, ligne {line} : absent « {part} » → n° de tour")
    if faults:
        raise ValueError("\n".join(faults))
    return Guests(
        pd.DataFrame(people, columns=["person", "name", "structure", "actor_id"]),
        kinds,
        hosts,
        pd.DataFrame(missed, columns=["person", "round"]),
    )


def read_wishes(path: Path) -> dict[str, list[tuple[str, str]]]:
    rows = delimited.rows(path.read_bytes()).rows
    head = [fold(cell) for cell in rows[0]] if rows else []
    if not {"a", "b", "quoi"} <= set(head):
        raise ValueError(f"{path.name} : il faut les colonnes a, b et quoi")
    found: dict[str, list[tuple[str, str]]] = {}
    for line, cells in enumerate(rows[1:], start=2):
        row = dict(zip(head, [c.strip() for c in cells], strict=False))
        if not any(row.values()):
            continue
        kind = _WISHES.get(fold(row.get("quoi", "")))
        if kind is None or not row.get("a") or not row.get("b"):
            raise ValueError(
                f"{path.name}, ligne {line} : « {row.get('quoi', '')} » → ensemble ou séparés, "
                "entre deux noms"
            )
        found.setdefault(kind, []).append((row["a"], row["b"]))
    return found
