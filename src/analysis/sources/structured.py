"""JSON as records: numbers kept as they were written, records in records laid flat."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from analysis.sources import values
from analysis.sources.rough import Rough, Source, recorded

#: Keys under which files keep their list of records.
_LISTS = ("data", "results", "records", "items", "elements", "entities", "features")


def loaded(source: Source) -> Any:
    """Load JSON, its numbers as the text that was written.

    Raises
    ------
    ValueError
        For what is no JSON, with the line; for what is nested too deep.
    """
    try:
        text = source.content.decode(source.encoding or "utf-8-sig")
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=lambda word: None)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"{source.name} : n'est pas du JSON (ligne {error.lineno} : {error.msg}) → l'exporter "
            "à nouveau, ou donner son format"
        ) from None
    except UnicodeDecodeError:
        raise ValueError(
            f"{source.name} : JSON qui n'est pas en UTF-8 → l'exporter à nouveau"
        ) from None
    except RecursionError:
        raise ValueError(
            f"{source.name} : JSON trop imbriqué pour être une liste → donner son format"
        ) from None


def rough(source: Source) -> Rough:
    """Read a list of records, or the list that an object holds, or an object of records by id."""
    found = loaded(source)
    if isinstance(found, Mapping):
        inner = next((found[k] for k in _LISTS if isinstance(found.get(k), list | dict)), found)
        found = list(inner.values()) if isinstance(inner, Mapping) else inner
    records = [r for r in found if isinstance(r, Mapping)] if isinstance(found, list) else []
    if not records or len(records) < len(found):
        raise ValueError(f"{source.name} : JSON sans liste de fiches → donner son format")
    return recorded(records)


def flat(record: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Lay a record flat: "outer.inner" names, texts and lists of texts."""
    found: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{before}{key}" if before else key
        if type(value) is str:  # most are: `recorded` cleans each text once a column
            found[name] = value
        elif isinstance(value, Mapping):
            found |= flat(value, f"{name}.")
        else:
            found[name] = cell(value)
    return found


def cell(value: Any) -> str | list[str] | None:
    """Give a JSON value as a cell: text, a list of texts, or None where nothing is known."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        if any(isinstance(v, list | Mapping) for v in value):
            return json.dumps(value, ensure_ascii=False)
        texts = [text for v in value if (text := cell(v)) is not None]
        return [t for t in texts if isinstance(t, str)] or None
    return values.clean(str(value))
