"""Words and numbers in French and English, shared by drawings, pages and sentences."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("fr", "en")


def check(lang: str) -> None:
    """Refuse a language that we do not write.

    Raises
    ------
    ValueError
        With those that we do.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no words in {lang!r}: choose one of {', '.join(LANGUAGES)}")


def label(key: str, lang: str = "fr", **values: Any) -> str:
    """Give a label in French or English, numbers written as the language writes them."""
    check(lang)
    said = {k: number(v, lang) if isinstance(v, int | float) else v for k, v in values.items()}
    return _labels()[key][lang].format(**said)


def number(value: float, lang: str = "fr", *, digits: int = 0) -> str:
    """Write a number: "1 234,5" in French (narrow spaces), "1,234.5" in English."""
    text = f"{value:,.{digits}f}"
    return text if lang == "en" else text.replace(",", "\u202f").replace(".", ",")


def percent(share: float, lang: str = "fr", *, digits: int = 0) -> str:
    """Write a share: "12 %" in French (narrow space), "12%" in English."""
    text = number(100 * share, lang, digits=digits)
    return f"{text}%" if lang == "en" else f"{text}\u202f%"


@cache
def _labels() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
