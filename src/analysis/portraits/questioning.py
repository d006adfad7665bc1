"""Questions for an interview that the data suggest, never their answers."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_SLOT = re.compile(r"\{(\w+)\}")  # not str.format: what files hold may have braces


@cache
def _grid() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))


def read_questions(path: str | Path) -> dict[str, list[dict[str, str]]]:
    """Read a grid of questions of one's own, in the form of the one that is here.

    Raises
    ------
    ValueError
        Naming the question that has no condition of ours, or no text.
    """
    grid = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    for kind, allowed in (("actor", _OF_ACTOR), ("pair", _OF_PAIR)):
        for number, question in enumerate(grid.get(kind, []), start=1):
            if question.get("when") not in allowed or not question.get("fr"):
                raise ValueError(
                    f'{path}, [[{kind}]] n° {number} : il faut fr = "…" et when parmi '
                    f"{', '.join(sorted(allowed))}"
                )
    return grid


_OF_ACTOR = {
    "always", "no_year", "several_initiatives", "partner", "alone", "offers_unknown",
    "how_to_unknown", "one_commune", "several_communes", "suggested",
}  # fmt: skip
_OF_PAIR = {
    "always", "common_theme", "own_theme", "common_partner", "far", "two_places", "complement",
}  # fmt: skip


def for_actor(facts: dict[str, Any], lang: str, grid: dict | None = None) -> list[str]:
    """List the questions that what is known, and what is not, makes worth asking."""
    held = [i for i in facts["initiatives"] if "porteur" in i["roles"]]
    titles = [i["title"] for i in held or facts["initiatives"]]
    communes, partners = facts["communes"], facts["partners"]
    holds = {
        "always": bool(titles),
        "no_year": bool(titles) and facts["since"] is None,
        "several_initiatives": len(facts["initiatives"]) > 1,
        "partner": bool(partners),
        "alone": not partners,
        "offers_unknown": not facts["brings"] and not facts["seeks"],
        "how_to_unknown": bool(titles) and not facts["how_to"],
        "one_commune": len(communes) == 1,
        "several_communes": len(communes) > 1,
        "suggested": bool(facts["meet"]),
    }
    values = {
        "initiative": _quoted(titles[0], lang) if titles else "",
        "partner": partners[0]["name"] if partners else "",
        "commune": communes[0] if communes else "",
        "suggested": facts["meet"][0]["name"] if facts["meet"] else "",
    }
    return _asked((grid or _grid()).get("actor", []), holds, values, lang)


def for_pair(facts: dict[str, Any], lang: str, grid: dict | None = None) -> list[str]:
    """List the questions for two actors side by side."""
    a, b = facts["a"], facts["b"]
    own = facts["own_themes"]
    subjects = facts["gives"][0] + facts["gives"][1]
    apart = bool(a["communes"] and b["communes"] and not facts["communes"])
    holds = {
        "always": True,
        "common_theme": bool(facts["themes"]),
        "own_theme": bool(own[0] and own[1]),
        "common_partner": bool(facts["partners"]),
        "far": facts["way"] is None,
        "two_places": apart,
        "complement": bool(subjects),
    }
    values = {
        "a": a["name"],
        "b": b["name"],
        "theme": facts["themes"][0] if facts["themes"] else "",
        "theme_a": own[0][0] if own[0] else "",
        "theme_b": own[1][0] if own[1] else "",
        "partner": facts["partners"][0] if facts["partners"] else "",
        "commune_a": a["communes"][0] if a["communes"] else "",
        "commune_b": b["communes"][0] if b["communes"] else "",
        "subject": ", ".join(subjects),
    }
    return _asked((grid or _grid()).get("pair", []), holds, values, lang)


def _asked(
    grid: list[dict[str, str]], holds: dict[str, bool], values: dict[str, str], lang: str
) -> list[str]:
    found = []
    for question in grid:
        if holds[question["when"]]:
            text = question.get(lang) or question["fr"]
            found.append(_SLOT.sub(lambda slot: values.get(slot[1], slot[0]), text))
    return found


def _quoted(title: str, lang: str) -> str:
    return f"« {title} »" if lang == "fr" else f"“{title}”"
