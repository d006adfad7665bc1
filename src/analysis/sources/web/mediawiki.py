"""MediaWiki, and Semantic MediaWiki: the JSON answers of their API, and tables of wikitext.

The standard library reads the JSON. Wikitext has no grammar; the one thing wanted of it is a plain
table, which a short parser of our own gives without one more dependency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from analysis.sources.rough import Note, Rough, Source, recorded
from analysis.sources.structured import loaded
from analysis.sources.web.fetching import Client

_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}|<nowiki>.*?</nowiki>", re.DOTALL)
_LINK = re.compile(r"\[\[:?([^\[\]]*)\]\]")
_SITE = re.compile(r"\[((?:https?:)?//[^\s\]]+)\s+([^\]]+)\]")
_SPAN = r"{}\s*=\s*[\"']?\s*(\d+)"
_WIDEST = 1000  # columns that a cell may span, as in HTML
_SUBCATEGORY = "14"  # number of the namespace of categories


def rough(source: Source) -> Rough:
    """Read an answer of the API: members of a category, pages with their text, or ``ask``.

    Raises
    ------
    ValueError
        For an answer that says an error, or that has no list of pages.
    """
    answer = loaded(source)
    answer = answer if isinstance(answer, Mapping) else {}
    if error := answer.get("error"):
        told = error.get("info", "") if isinstance(error, Mapping) else error
        raise ValueError(
            f"{source.name} : le wiki répond par une erreur ({told}) → refaire la demande"
        )
    query = answer.get("query")
    query = query if isinstance(query, Mapping) else answer
    pages = query.get("pages", query.get("categorymembers"))
    try:
        found = _asked(query) if "results" in query else _paged(_listed(pages))
    except (AttributeError, KeyError, TypeError):
        raise ValueError(
            f"{source.name} : pas une réponse de MediaWiki (ni « pages », ni « categorymembers », "
            "ni « results ») → exporter la liste en JSON depuis l'API du wiki"
        ) from None
    if found.table.empty and not found.notes:
        raise ValueError(f"{source.name} : aucune page dans cette réponse → revoir la demande")
    if any(key in answer for key in ("continue", "query-continue", "query-continue-offset")):
        said = "la liste du wiki continue au-delà de ce fichier"
        found.notes.append(Note(None, "", source.name, said, "read"))
    return found


def members(api_url: str, category: str, client: Client, *, text: bool = False) -> Rough:
    """Read the pages of a category, all of them, through as many answers as the wiki needs.

    Parameters
    ----------
    api_url
        Address of ``api.php``.
    category
        Name of the category, with "Catégorie:" before it or not.
    client
        Asks the wiki and keeps its answers.
    text
        Whether the wikitext of each page is asked too.

    Raises
    ------
    ValueError
        For a category with no page, and what :func:`rough` refuses.
    """
    name = re.sub(r"^(?:cat[ée]gor(?:ie|y))\s*:\s*", "", category, flags=re.IGNORECASE)
    asked = {
        "action": "query", "format": "json", "formatversion": "2", "generator": "categorymembers",
        "gcmtitle": f"Category:{name}", "gcmlimit": "50" if text else "500", "prop": "info",
        "inprop": "url", "continue": "",
    }  # fmt: skip
    if text:
        asked |= {"prop": "info|revisions", "rvprop": "content|timestamp", "rvslots": "main"}
    records: dict[str, dict[str, Any]] = {}
    more: dict[str, str] = {}
    seen: list[dict[str, str]] = []
    while True:
        if more in seen:
            raise ValueError(f"{api_url} : le wiki répète la même réponse → réessayer plus tard")
        seen.append(more)
        content = client.get(f"{api_url}?{urlencode(asked | more)}")
        answer = loaded(Source(api_url, content))
        if "error" in answer or (not records and "query" not in answer and not _next(answer)):
            said = answer.get("error", {}).get("info", "aucune page")
            raise ValueError(f"{api_url} : catégorie « {name} » : {said} → vérifier son nom")
        for page in _listed(answer.get("query", {}).get("pages", [])):
            # An answer may give a part of a page only, and the next one the rest.
            records.setdefault(page.get("title", ""), {}).update(page)
        if not (more := _next(answer)):
            break
    return _paged(list(records.values()))


def wikitable(text: str) -> list[list[str]]:
    """Read the first table of a wikitext; a cell that spans rows or columns is said in each.

    Links become their label, breaks become lines; templates stay as they are written.
    """
    kept: list[str] = []

    def hidden(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x00"

    text, count = re.sub(r"<!--.*?-->|\x00", "", text, flags=re.DOTALL), 1
    while count:  # templates in templates: the innermost first
        text, count = _TEMPLATE.subn(hidden, text)
    while _LINK.search(text):
        text = _LINK.sub(lambda found: found[1].split("|")[-1].strip(), text)

    def shown(cell: str) -> str:
        cell = re.sub(r"<br\s*/?>", "\n", re.sub(r"'{2,}", "", cell))
        cell = _SITE.sub(r"\2 (\1)", cell)
        while "\x00" in cell:
            cell = re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], cell)
        return "\n".join(line.strip() for line in cell.strip().splitlines())

    return [[shown(cell) for cell in row] for row in _spanned(_rows(text))]


def _rows(text: str) -> Iterator[list[str]]:
    """Give the rows of the first table, their cells with their attributes."""
    row: list[str] = []
    depth = 0
    for line in text.splitlines():
        bare = line.strip().lstrip(":") if not depth else line.strip()
        depth += bare.startswith("{|")
        if depth == 1 and bare.startswith(("{|", "|+")):
            continue
        if depth == 1 and bare.startswith(("|-", "|}")):
            if row:
                yield row
            row = []
        elif depth == 1 and bare.startswith(("|", "!")):
            row += re.split(r"\|\||!!" if bare[0] == "!" else r"\|\|", bare[1:])
        elif depth and row:
            row[-1] += f"\n{line}"
        depth -= bare.startswith("|}") and depth > 0
        if bare.startswith("|}") and not depth:
            return
    if row:
        yield row


def _spanned(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Part cells from their attributes, and repeat those that span rows or columns."""
    below: dict[int, tuple[int, str]] = {}  # for a column, how many rows a cell has still to fill
    for row in rows:
        line: list[str] = []
        ahead, below = below, {}
        cells = iter(row)
        while True:
            if len(line) in ahead:
                left, cell, wide = *ahead[len(line)], 1
            elif (written := next(cells, None)) is not None:
                said, bar, cell = written.partition("|")
                if not bar or "\n" in said:  # attributes stand on the first line
                    said, cell = "", written
                wide = min(_span("colspan", said), _WIDEST)
                left = _span("rowspan", said)
            else:
                break
            for _ in range(wide):
                if left > 1:
                    below[len(line)] = (left - 1, cell)
                line.append(cell)
        yield line


def _span(name: str, attributes: str) -> int:
    found = re.search(_SPAN.format(name), attributes, re.IGNORECASE)
    return max(int(found[1]), 1) if found else 1


def _listed(pages: Any) -> list[dict[str, Any]]:
    """Give pages as a list; older answers hold them by number."""
    return list(pages.values()) if isinstance(pages, Mapping) else list(pages)


def _paged(pages: list[dict[str, Any]]) -> Rough:
    """Make a table of pages; those that the wiki has not, and subcategories, are told."""
    notes: list[Note] = []
    records: dict[int, dict[str, Any]] = {}
    for row, page in enumerate(pages, start=1):
        title = page.get("title", "")
        if "missing" in page or "invalid" in page:
            notes.append(Note(row, "title", title, "page absente du wiki", "dropped"))
        elif page.get("ns") == _SUBCATEGORY:
            said = "sous-catégorie : ses pages ne sont pas lues, la demander aussi"
            notes.append(Note(row, "title", title, said, "dropped"))
        else:
            records[row] = record = _page(page)
            if re.match(r"\s*#redirec", record.get("wikitext") or "", re.IGNORECASE):
                notes.append(Note(row, "title", title, "page de redirection", "kept"))
    ours = {"title": "title", "url": "fullurl", "summary": "extract", "themes": "categories",
            "lat": "coordinates.lat", "lon": "coordinates.lon"}  # fmt: skip
    return _numbered(records, notes, ours)


def _page(page: Mapping[str, Any]) -> dict[str, Any]:
    """Give a page as a record: its last text, its categories, its place."""
    record = dict(page)
    for revision in record.pop("revisions", [])[:1]:
        slot = revision.get("slots", {}).get("main", revision)
        record["wikitext"] = slot.get("content", slot.get("*"))
        record["timestamp"] = revision.get("timestamp")
    if "categories" in record:
        record["categories"] = [c["title"].split(":", 1)[-1] for c in record["categories"]]
    if places := record.get("coordinates"):
        record["coordinates"] = places[0] if len(places) == 1 else places
    return record


def _asked(query: Mapping[str, Any]) -> Rough:
    """Make a table of the results of ``ask``, each printout under its label."""
    types = {p.get("label"): p.get("typeid") for p in query.get("printrequests", [])}
    results, records = query["results"], {}
    if isinstance(results, Mapping):
        results = [{name: result} for name, result in results.items()]
    for row, (name, result) in enumerate((pair for r in results for pair in r.items()), start=1):
        record = {k: v for k, v in result.items() if k != "printouts"}
        record |= {"fulltext": result.get("fulltext") or name}
        for label, found in dict(result.get("printouts") or {}).items():
            record |= _printout(
                label, found if isinstance(found, list) else [found], types.get(label)
            )
        records[row] = record
    names = {name for record in records.values() for name in record}
    places = {name.removesuffix(".lat") for name in names if name.endswith(".lat")}
    place = places.pop() if len(places) == 1 else ""
    ours = {"title": "fulltext", "url": "fullurl", "lat": f"{place}.lat", "lon": f"{place}.lon"}
    return _numbered(records, [], ours)


def _printout(label: str, found: list[Any], kind: str | None) -> dict[str, Any]:
    """Give the values of a property; a lone place has its own two columns."""
    if len(found) == 1 and isinstance(found[0], Mapping) and "lat" in found[0]:
        return {f"{label}.lat": found[0]["lat"], f"{label}.lon": found[0].get("lon")}
    texts = [text for value in found if (text := _value(value, kind))]
    return {label: texts if len(texts) > 1 else next(iter(texts), None)}


def _value(value: Any, kind: str | None) -> str:
    """Give a value of a property as text: a page's name, a day, a quantity, a record's parts."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " ; ".join(text for v in value if (text := _value(v, None)))
    if not isinstance(value, Mapping):
        if kind == "_dat" and re.fullmatch(r"-?\d{5,}", str(value)):  # old wikis: seconds alone
            return datetime.fromtimestamp(int(value), UTC).date().isoformat()
        return {"t": "oui", "f": "non"}.get(value, value) if kind == "_boo" else str(value)
    if "fulltext" in value:
        return str(value.get("displaytitle") or value["fulltext"])
    if "lat" in value:
        return f"{value['lat']}, {value.get('lon')}"
    if "timestamp" in value or "raw" in value:
        return _date(str(value.get("raw") or ""), str(value.get("timestamp") or ""))
    if "value" in value:
        return f"{value['value']} {value.get('unit', '')}".strip()
    return _value([v.get("item", v) if isinstance(v, Mapping) else v for v in value.values()], None)


def _date(raw: str, timestamp: str) -> str:
    """Tell a day as precisely as the wiki knows it: "1/2013/3" is a month (1: our calendar)."""
    calendar, *parts = raw.split("/")
    if calendar == "1" and parts and all(p.isdigit() for p in parts[:3]):
        return "-".join(p.zfill(2) for p in parts[:3])
    if not raw and timestamp.lstrip("-").isdigit():
        return datetime.fromtimestamp(int(timestamp), UTC).date().isoformat()
    return raw or timestamp


def _next(answer: Mapping[str, Any]) -> dict[str, str]:
    """Give what the next request must say; wikis before 2013 say it by module."""
    old = answer.get("query-continue", {}).values()
    return dict(answer.get("continue", {})) | {k: v for said in old for k, v in said.items()}


def _numbered(records: dict[int, dict[str, Any]], notes: list[Note], ours: dict[str, str]) -> Rough:
    """Make a table whose rows keep their rank in the answer."""
    found = recorded(records.values())
    table = found.table.set_axis(pd.Index(list(records), name="row", dtype="int64"))
    return Rough(table, notes, {our: name for our, name in ours.items() if name in table})
