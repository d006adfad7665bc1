"""Addresses asked of the national geocoder, once: its answers become decisions.

A rerun never needs the net: what the service said stands in ``decisions/places.csv``, where a
person can correct it; who has a row there is not asked about again. The service is that of the
géoplateforme (Licence Ouverte 2.0), in its CSV form; any other that answers in this form will do.
"""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import requests

from analysis.manifest import write_beside
from analysis.sources.remote import PATIENCE, ServiceUnavailable, ask

SERVICE = "https://data.geopf.fr/geocodage"
COLUMNS = ("initiative_id", "commune_code", "lon", "lat", "precision", "who", "when", "why")
#: What the service calls a result, and what we call how precise it is.
PRECISIONS = {"housenumber": "address", "street": "street", "locality": "place"}
_ASKED = ("initiative_id", "address", "postcode", "citycode")
_ANSWERED = (
    "initiative_id", "latitude", "longitude", "result_label", "result_score", "result_type",
    "result_citycode",
)  # fmt: skip


def to_geocode(initiatives: pd.DataFrame, decisions: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the addresses to ask about.

    Parameters
    ----------
    initiatives
        initiative_id, address and, where known, postcode, commune_code, precision, as
        :func:`analysis.places.locate` gives them.
    decisions
        initiative_id: those that have a row are left out.

    Returns
    -------
        Columns initiative_id, address, postcode, citycode (text, empty where unknown), sorted;
        initiatives with an address, and no better place than their commune.
    """
    frame = pd.DataFrame(initiatives)
    wanted = frame["address"].fillna("").astype("str").str.strip() != ""
    if "precision" in frame:
        wanted &= frame["precision"].isin(["commune", "none", "wider"])
    if decisions is not None:
        wanted &= ~frame["initiative_id"].isin(decisions["initiative_id"])
    rows = frame[wanted].sort_values("initiative_id")
    columns = {"initiative_id": "initiative_id", "address": "address", "postcode": "postcode",
               "commune_code": "citycode"}  # fmt: skip
    found = {
        to: rows[name].fillna("").astype("str") if name in rows else ""
        for name, to in columns.items()
    }
    return pd.DataFrame(found, index=rows.index).reset_index(drop=True)


def geocode(
    addresses: pd.DataFrame,
    path: str | Path,
    *,
    within: pd.Series,
    service: str = SERVICE,
    threshold: float = 0.7,
    at_once: int = 200,
    sleep: Callable[[float], Any] = time.sleep,
) -> pd.DataFrame:
    """Ask where addresses are, and write each answer down at once.

    Parameters
    ----------
    addresses
        As :func:`to_geocode` lists them.
    path
        ``decisions/places.csv`` of the study: answers are added to it, rows there stay as they are.
    within
        Codes of the communes where a location is accepted.
    service
        Address of the service; its ``/search/csv`` is asked.
    threshold
        Score (0 to 1) from which a result is taken.
    at_once
        Addresses in one request; what was answered is on disk before the next.
    sleep
        How to wait, between tries when the service is busy.

    Returns
    -------
        The rows added, as written: a result that was not taken has no point, and its reason.

    Raises
    ------
    ServiceUnavailable
        When the service is down, slow or busy five times over, or answers something else; what was
        answered before is kept, and the next call goes on from there.
    """
    path, added = Path(path), []
    known = {str(code) for code in within}
    for start in range(0, len(addresses), at_once):
        part = addresses.iloc[start : start + at_once]
        answers = _asked(part, service.rstrip("/"), sleep)
        rows = [
            _row(address, answers.get(address["initiative_id"]), known, threshold)
            for address in part.to_dict("records")
        ]
        _append(path, rows)
        added += rows
        if sys.stderr.isatty():
            print(f"\r{min(start + at_once, len(addresses))}/{len(addresses)}", end="",
                  file=sys.stderr)  # fmt: skip
    return pd.DataFrame(added, columns=list(COLUMNS), dtype="str")


def _asked(
    part: pd.DataFrame, service: str, sleep: Callable[[float], Any]
) -> dict[str, dict[str, str]]:
    """Send one request, again while the service is busy; give the answers by initiative."""
    content = part[list(_ASKED)].to_csv(index=False, lineterminator="\n").encode("utf-8")
    return _answers(
        ask(
            lambda: requests.post(
                f"{service}/search/csv",
                files={"data": ("adresses.csv", content, "text/csv")},
                data={"columns": "address", "postcode": "postcode", "citycode": "citycode"},
                timeout=PATIENCE,
            ),
            f"géocodeur {service}",
            sleep=sleep,
        )
    )


def _answers(content: bytes) -> dict[str, dict[str, str]]:
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    lacking = [column for column in _ANSWERED if not rows or column not in rows[0]]
    if lacking:
        raise ServiceUnavailable(
            f"le géocodeur répond autre chose que son CSV (sans {', '.join(lacking[:3])}) → "
            "vérifier l'adresse du service"
        )
    return {row["initiative_id"]: row for row in rows}


def _row(
    address: dict[str, str], found: dict[str, str] | None, known: set[str], threshold: float
) -> dict[str, str]:
    """Make a decision of an answer: a point, or the reason why there is none."""
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "initiative_id": address["initiative_id"],
        "who": "géocodeur",
        "when": f"{date.today()}",
    }
    found = found or {}
    try:
        score = float(found["result_score"])
        lon, lat = float(found["longitude"]), float(found["latitude"])
    except (KeyError, TypeError, ValueError):
        return row | {"why": "aucun résultat"}
    label, kind, code = (found[f"result_{part}"] or "" for part in ("label", "type", "citycode"))
    said = f"{label} (score {score:.2f})"
    if kind not in PRECISIONS:
        return row | {"why": f"pas plus précis que la commune : {said}"}
    if score < threshold:
        return row | {"why": f"trop peu sûr : {said}"}
    if code not in known:
        return row | {"why": f"hors de l'étendue de l'étude : {said}"}
    if address["citycode"] and code != address["citycode"]:
        return row | {"why": f"dans une autre commune : {said}"}
    return row | {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "precision": PRECISIONS[kind],
                  "why": said}  # fmt: skip


def _append(path: Path, rows: list[dict[str, str]]) -> None:
    """Add rows to a file of decisions, whose own columns and rows stay."""
    before: list[dict[str, str]] = []
    columns = list(COLUMNS)
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            before = list(reader)
            own = list(reader.fieldnames or [])
            columns = [*own, *(c for c in COLUMNS if c not in own)]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows([*before, *rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    write_beside(path, stream.getvalue().encode("utf-8"))
