"""The public search of companies and associations, asked once: its answers are a directory.

The service is the State's *Recherche d'entreprises* (SIRENE and RNA, Licence Ouverte 2.0). Each
answer is on disk before the next question; a rerun reads the file and never asks again.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import requests

from analysis.manifest import write_beside
from analysis.sources.remote import PATIENCE, ServiceUnavailable, ask

SERVICE = "https://recherche-entreprises.api.gouv.fr"
COLUMNS = (
    "asked", "directory_id", "name", "acronym", "rna", "siret", "commune", "commune_code",
    "postcode", "open",
)  # fmt: skip
_PAUSE = 0.15  # seconds between questions: the service takes seven a second


def search_companies(
    actors: pd.DataFrame,
    path: str | Path,
    *,
    service: str = SERVICE,
    per_page: int = 10,
    sleep: Callable[[float], Any] = time.sleep,
) -> pd.DataFrame:
    """Ask the public search about actors, and write each answer down at once.

    Parameters
    ----------
    actors
        Columns actor_id, name and, where known, postcode. Those of kind "personne" are not asked
        about.
    path
        The directory, a CSV that is made or completed: who has a row there is not asked about.
    service
        Address of the service; its ``/search`` is asked.
    per_page
        Results kept for each actor, 25 at most.
    sleep
        How to wait.

    Returns
    -------
        The whole directory: asked (actor_id), directory_id (SIREN, empty where nothing was found),
        name, acronym, rna, siret, commune, commune_code, postcode, open ("oui", "non").

    Raises
    ------
    analysis.sources.remote.ServiceUnavailable
        When the service is down or answers something else; what was answered before is kept.
    """
    path = Path(path)
    rows = _held(path)
    asked = {row["asked"] for row in rows}
    wanted = actors[~actors["actor_id"].isin(asked)]
    if "kind" in wanted:
        wanted = wanted[wanted["kind"].fillna("") != "personne"]
    for n, actor in enumerate(wanted.fillna("").to_dict("records")):
        if n:
            sleep(_PAUSE)
        query = {"q": actor["name"], "per_page": per_page, "page": 1}
        if actor.get("postcode"):
            query["code_postal"] = actor["postcode"]
        rows += _found(actor["actor_id"], _search(service.rstrip("/"), query, sleep))
        _write(path, rows)
        if sys.stderr.isatty():
            print(f"\r{n + 1}/{len(wanted)}", end="", file=sys.stderr)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _search(service: str, query: dict[str, Any], sleep: Callable[[float], Any]) -> list[dict]:
    content = ask(
        lambda: requests.get(f"{service}/search", params=query, timeout=PATIENCE),
        f"recherche d'entreprises {service}",
        sleep=sleep,
    )
    try:
        results = json.loads(content)["results"]
        return [one for one in results if isinstance(one, dict)]
    except (ValueError, KeyError, TypeError):
        raise ServiceUnavailable(
            "la recherche d'entreprises répond autre chose que son JSON (sans results) → vérifier "
            "l'adresse du service"
        ) from None


def _found(asked: str, results: list[dict]) -> list[dict[str, str]]:
    """Make rows of the results; one without an identifier when there is none."""
    rows = [dict.fromkeys(COLUMNS, "") | {"asked": asked}] if not results else []
    for one in results:
        seat = one.get("siege") or {}
        more = one.get("complements") or {}
        told = {
            "asked": asked,
            "directory_id": one.get("siren"),
            "name": one.get("nom_raison_sociale") or one.get("nom_complet"),
            "acronym": one.get("sigle"),
            "rna": more.get("identifiant_association"),
            "siret": seat.get("siret"),
            "commune": seat.get("libelle_commune"),
            "commune_code": seat.get("commune"),
            "postcode": seat.get("code_postal"),
            "open": "oui" if one.get("etat_administratif") == "A" else "non",
        }
        rows.append({column: str(told[column] or "") for column in COLUMNS})
    return rows


def _held(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(COLUMNS), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    write_beside(path, stream.getvalue().encode("utf-8"))
