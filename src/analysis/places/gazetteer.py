"""Places that a study knows by name: "Les Fabriques du Ponant" is where the study says it is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.places.names import fold
from analysis.schema import InvalidData, Problem

_COLUMNS = ["initiative_id", "commune_code", "lon", "lat", "precision"]


def named_places(initiatives: pd.DataFrame, path: str | Path) -> pd.DataFrame:
    """Place the initiatives whose place a study knows by name.

    Parameters
    ----------
    initiatives
        initiative_id, place.
    path
        CSV with columns place, and lon and lat (degrees) or commune_code, or all of them, and
        precision where it is not "place". Case, accents and articles do not matter.

    Returns
    -------
        Decisions, as :func:`analysis.places.locate` takes them: initiative_id, commune_code, lon,
        lat, precision; none where there is no file.

    Raises
    ------
    InvalidData
        For a missing column, a place twice, without any location or with a half of one: with rows.
    """
    path = Path(path)
    if not path.is_file() or "place" not in initiatives:
        return pd.DataFrame(columns=_COLUMNS, dtype="str")
    known = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    file, problems = f"decisions/{path.name}", []
    if "place" not in known:
        raise InvalidData([Problem(file, 1, "place", "", "colonne absente", "l'ajouter")])
    known = known.reindex(columns=["place", *_COLUMNS[1:]])
    known["key"] = known["place"].fillna("").map(fold)
    for row, line in zip(range(2, len(known) + 2), known.itertuples(index=False), strict=True):
        half = pd.isna(line.lon) != pd.isna(line.lat)
        if half or (pd.isna(line.lon) and pd.isna(line.commune_code)):
            said = "lieu sans longitude et latitude ni commune"
            problems.append(Problem(file, row, "lon, lat", line.place, said, "le situer"))
    for twice in known.index[known["key"].duplicated() | known["key"].eq("")]:
        said = "lieu sans nom, ou donné deux fois"
        problems.append(
            Problem(file, twice + 2, "place", known.at[twice, "place"], said, "en garder un")
        )
    if problems:
        raise InvalidData(problems)
    asked = initiatives[["initiative_id"]].assign(key=initiatives["place"].fillna("").map(fold))
    found = asked.merge(known, on="key").sort_values("initiative_id", ignore_index=True)
    return found[_COLUMNS]
