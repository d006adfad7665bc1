"""JSON as records: numbers kept as they were written, records in records laid flat."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from analysis.sources import values
from analysis.sources.rough import Note, Rough, Source, free, recorded

#: Keys under which files keep their list of records.
_LISTS = ("data", "results", "records", "items", "elements", "entities", "features")

_TOTALS = ("total", "total_count", "count", "nhits", "totalCount")


def loaded(source: Source) -> Any:
    """Load JSON, its numbers as the text that was written.

    Raises
    ------
    ValueError
        For what is no JSON, with the line; for what is nested too deep.
    """
    try:
        text = source.content.decode(source.encoding or "utf-8-sig")
        return json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=lambda word: None,
            object_pairs_hook=whole,
        )
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
    notes: list[Note] = []
    if isinstance(found, Mapping):
        told = next((found[k] for k in _TOTALS if str(found.get(k, "")).isdigit()), None)
        inner = next((found[k] for k in _LISTS if isinstance(found.get(k), list | dict)), found)
        if isinstance(inner, Mapping):
            inner = [
                {free("clé", r): key, **r} if isinstance(r, Mapping) else r
                for key, r in inner.items()
            ]
        found = inner
        if told and int(told) > len(found):
            said = f"{len(found)} fiches sur {told} : le fichier n'est qu'une page"
            notes.append(Note(None, "", told, said, "kept"))
    records = [r for r in found if isinstance(r, Mapping)] if isinstance(found, list) else []
    if not records or len(records) < len(found):
        raise ValueError(f"{source.name} : JSON sans liste de fiches → donner son format")
    return recorded(records, notes=notes)


def whole(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep all that an object says, also where it says a name twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        found = {}
        for name, value in pairs:
            found[free(name, found)] = value
    return found


def flat(record: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Lay a record flat: what a record in it holds is named "outer.inner"."""
    found: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{before}{key}" if before else key
        if name in found:
            name = free(name, found)
        if isinstance(value, Mapping):
            for inner, part in flat(value, f"{name}.").items():
                found[free(inner, found)] = part
        else:
            found[name] = value
    return found


def cell(value: Any) -> str | list[str] | None:
    """Give a JSON value as a cell: text, a list of texts, or None where nothing is known."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        if any(isinstance(v, list | Mapping) for v in value):
            return values.clean(json.dumps(_worded(value), ensure_ascii=False))
        texts = [text for v in value if (text := cell(v)) is not None]
        return [t for t in texts if isinstance(t, str)] or None
    return values.clean(str(value))


def _worded(value: Any) -> Any:
    """Give the numbers in a list as text, as :func:`loaded` does."""
    if isinstance(value, Mapping):
        return {k: _worded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_worded(v) for v in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value
