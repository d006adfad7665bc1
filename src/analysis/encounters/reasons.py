"""Why two should meet, in a sentence."""

from __future__ import annotations

from analysis import wording

WORDS = {
    "fr": {
        "brings": "peut apporter : {}",
        "seeks": "cherche ce que l'autre offre : {}",
        "themes": "mêmes thèmes : {}",
        "theme": "même thème : {}",
        "crossing": "deux thèmes à croiser : {}",
        "partner": "un partenaire commun",
        "partners": "{} partenaires communs",
        "among": ", dont {}",
        "only": " : {}",
        "here": "tous deux à {}",
        "near": "à {} km l'un de l'autre",
        "bridge": "de deux communautés différentes",
        "gain": "un contact hors de son cercle",
        "end": "encore jamais dans une même initiative",
    },
    "en": {
        "brings": "can bring: {}",
        "seeks": "seeks what the other offers: {}",
        "themes": "same themes: {}",
        "theme": "same theme: {}",
        "crossing": "two themes to cross: {}",
        "partner": "one common partner",
        "partners": "{} common partners",
        "among": ", {} among them",
        "only": ": {}",
        "here": "both in {}",
        "near": "{} km from each other",
        "bridge": "from two communities",
        "gain": "a contact outside its circle",
        "end": "never yet in one initiative",
    },
}


def sentence(
    lang: str,
    *,
    brings: list[str],
    seeks: list[str],
    themes: list[str],
    crossing: list[str],
    partners: int,
    named: list[str],
    communes: list[str],
    km: float,
    bridge: bool,
    gain: bool,
) -> str:
    """Say in one sentence what speaks for a meeting, the strongest first.

    Parameters
    ----------
    lang
        "fr" or "en".
    brings, seeks
        Subjects that one offers and the other needs, and the reverse.
    themes, crossing
        Themes in common; or one theme of each.
    partners, named
        Number of common partners, and the names of those that may be said.
    communes, km
        Communes in common; kilometres between them otherwise, infinite when far or unknown.
    bridge, gain
        Whether they are of two communities; whether the other opens one's circle.
    """
    words = WORDS[lang]

    def quoted(names: list[str]) -> str:
        return ", ".join(f"« {t} »" if lang == "fr" else f"“{t}”" for t in names)

    parts = []
    for key, said in (("brings", brings), ("seeks", seeks)):
        if said:
            parts.append(words[key].format(quoted(said)))
    if themes:
        parts.append(words["themes" if len(themes) > 1 else "theme"].format(quoted(themes)))
    if partners:
        text = words["partner"] if partners == 1 else words["partners"].format(partners)
        if named:
            text += words["only" if partners == len(named) else "among"].format(", ".join(named))
        parts.append(text)
    if crossing:
        parts.append(words["crossing"].format(quoted(crossing)))
    if communes:
        parts.append(words["here"].format(", ".join(communes)))
    elif km < float("inf"):
        parts.append(words["near"].format(wording.number(max(km, 1), lang)))
    if bridge:
        parts.append(words["bridge"])
    if gain:
        parts.append(words["gain"])
    parts.append(words["end"])
    joined = (" ; " if lang == "fr" else "; ").join(parts)
    return joined[0].upper() + joined[1:] + "."
