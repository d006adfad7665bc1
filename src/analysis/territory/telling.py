"""What the figures of a territory say, and what they cannot, in a few sentences."""

from __future__ import annotations

import pandas as pd

from analysis import wording


def narrative(
    rates: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    unplaced: int = 0,
    within: float = 10.0,
    lang: str = "fr",
) -> str:
    """Tell how many, where more and fewer than people explain, who lives near, and what is unknown.

    Parameters
    ----------
    rates
        As :func:`rates` gives them, with the verdict of :func:`beyond_population` (column verdict)
        where it was asked.
    coverage
        As :func:`coverage` gives it.
    unplaced
        Initiatives without a commune, that no figure counts.
    within
        The distance that is told.
    lang
        "fr" or "en".
    """
    wording.check(lang)
    n, people = int(rates["n"].sum()), int(rates["population"].fillna(0).sum())
    everything = coverage[coverage["group"].isna() & (coverage["within"] == within)]
    share = float(everything["share"].iloc[0]) if len(everything) else float("nan")
    count, lived, per, far = (
        wording.number(value, lang, digits=digits)
        for value, digits in ((n, 0), (people, 0), (1e4 * n / max(people, 1), 1), (within, 0))
    )
    near = wording.percent(share, lang) if share == share else "–"
    few = int(rates["few"].sum()) if "few" in rates else 0
    verdict = rates.get("verdict", pd.Series("", index=rates.index))
    more, less = (", ".join(rates.loc[verdict == said, "area"]) for said in ("plus", "moins"))
    if lang == "fr":
        lines = [f"{count} initiatives pour {lived} habitants, soit {per} pour 10\u202f000."]
        if more:
            lines.append(f"Plus que ne le voudrait la population : {more}.")
        if less:
            lines.append(f"Moins : {less}.")
        lines.append(f"{near} des habitants vivent à moins de {far} km de l'une d'elles.")
        if few:
            lines.append(f"{few} territoire(s) ont trop peu d'habitants pour qu'on lise leur taux.")
        lines.append(
            "Ce que ces chiffres ne disent pas : ce qui n'est pas publié, et où sont les "
            f"{unplaced} initiatives sans commune connue."
        )
        return " ".join(lines)
    lines = [f"{count} initiatives for {lived} people: {per} for 10,000."]
    if more:
        lines.append(f"More than people alone explain: {more}.")
    if less:
        lines.append(f"Fewer: {less}.")
    lines.append(f"{near} of the people live within {far} km of one.")
    if few:
        lines.append(f"{few} area(s) have too few people for their rate to be read.")
    lines.append(
        "What these figures do not say: what is not published, and where the "
        f"{unplaced} initiatives without a known commune are."
    )
    return " ".join(lines)
