"""Why two spellings may be one actor's, in words."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

_DECIDED = {
    "même": "une personne a dit : même acteur",
    "autre": "une personne a dit : deux acteurs",
    "plus tard": "remis à plus tard",
}
_AT_ONCE = 50_000


def reasons(
    found: pd.DataFrame, decided: np.ndarray, together: np.ndarray, why: np.ndarray
) -> list[str]:
    """Say in French what speaks for and against each pair.

    Parameters
    ----------
    found
        What :func:`analysis.actors.features.features` gives.
    decided
        What a person said of each: "même", "autre", "plus tard" or "".
    together
        Whether one initiative names both.
    why
        What else speaks for it, "" for nothing.
    """
    said: list[str] = []
    for first in range(0, len(found), _AT_ONCE):  # a row as a dictionary takes a kilobyte
        some = slice(first, first + _AT_ONCE)
        rows = found.iloc[some].to_dict("records")
        each = zip(rows, decided[some], together[some], why[some], strict=True)
        said += [_said(*one) for one in each]
    return said


def _said(row: dict[Hashable, float], decided: str, together: bool, why: str) -> str:
    said = [_DECIDED[decided]] if decided else []
    said += [why] if why else []
    same = row["left_more"] == 0 and row["slip"] == 0
    if same:
        said.append("mêmes mots")
    elif row["left_more"] == 0:
        said.append("mêmes mots à une faute près")
    elif row["contained"] > 0.99 and row["shared"] > 0:
        one = "un nom contient l'autre"
        said.append(one + (", à une faute près" if row["slip"] > 0 else ""))
    elif row["shared"] > 0.5:
        said.append("la plupart des mots en commun")
    elif row["shared"] > 0:
        said.append("quelques mots en commun")
    if row["initials"] == 2:
        said.append("sigle écrit à côté de l'autre nom")
    elif row["initials"] == 1:
        said.append("sigle possible de l'autre nom")
    if row["letters"] > 0.9 and not same:
        said.append("écrits presque pareil")
    if row["left_kind"] > 0.5:
        said.append("seule diffère la nature (collectif, espace…)")
    if row["commune"] == 1:
        said.append("même commune")
    elif row["commune"] == -1:
        said.append("mais pas la même commune")
    elif row["place_told"]:
        said.append("la commune de l'un est dans le nom de l'autre")
    if row["initial_alone"]:
        said.append("mais une initiale pour un mot : à une personne d'en juger")
    if row["slip_acronym"] and row["slip_length"] <= 6:
        said.append("mais deux sigles à une lettre près")
    if row["place_untold"] and not row["place_told"]:
        said.append("mais l'un ne dit pas son lieu")
    elif row["bodies_differ"] and not row["place_told"]:
        said.append("mais un autre lieu")
    if row["acronyms_differ"]:
        said.append("mais deux sigles")
    if row["numbers_differ"]:
        said.append("mais un autre nombre")
    if together:
        said.append("mais cités ensemble dans une initiative")
    if row["rivals"] > 0:
        said.append(f"mais {round(np.exp(row['rivals']))} noms iraient aussi bien")
    return ", ".join(said) if said else "rien de net"
