"""A page: a title and a body made from a template, as HTML, DOCX or PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import jinja2

from analysis import wording
from analysis.portraits import editing, printing, reading

_HERE = Path(__file__).with_name("templates")
_SAFE = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'\">"
)


@dataclass(frozen=True)
class Page:
    """A page: ``slug`` names its file, ``body`` is HTML, ``themes`` stand in a booklet's index."""

    title: str
    slug: str
    body: str
    lang: str = "fr"
    source: str = ""
    themes: tuple[str, ...] = ()


def environment(lang: str, folder: str | Path | None = None) -> jinja2.Environment:
    """Give what fills templates: those of a folder of one's own first, then ours.

    Whatever comes from the data is escaped; ``t(key, …)`` gives a label of ours.
    """
    wording.check(lang)
    places: list[jinja2.BaseLoader] = [jinja2.FileSystemLoader(_HERE)]
    if folder is not None:
        if not Path(folder).is_dir():
            raise ValueError(f"{folder} : pas un dossier → y mettre actor.html ou pair.html")
        places.insert(0, jinja2.FileSystemLoader(folder))
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(places),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.globals["t"] = lambda key, **values: wording.label(key, lang, **values)
    return made


def filled(made: jinja2.Environment, template: str, facts: dict[str, Any]) -> str:
    """Fill a template.

    Raises
    ------
    ValueError
        Naming the template and the line that cannot be filled.
    """
    try:
        return made.get_template(template).render(facts)
    except jinja2.TemplateSyntaxError as error:
        raise ValueError(f"{error.filename}, ligne {error.lineno} : {error.message}") from error
    except jinja2.UndefinedError as error:
        raise ValueError(f"gabarit {template} : {error.message}") from error


def to_html(page: Page) -> str:
    """Give a page as a whole HTML file that needs nothing else."""
    css = (_HERE / "page.css").read_text(encoding="utf-8")
    footer = f"<footer>{escape(page.source)}</footer>\n" if page.source else ""
    return (
        f'<!doctype html>\n<html lang="{page.lang}">\n<head>\n<meta charset="utf-8">\n{_SAFE}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title)}</title>\n<style>\n{css}</style>\n</head>\n"
        f"<body>\n{page.body.strip()}\n{footer}</body>\n</html>\n"
    )


def to_docx(page: Page) -> bytes:
    """Give a page as a document to complete in a word processor."""
    return editing.docx(page.title, reading.blocks(page.body), source=page.source, lang=page.lang)


def to_pdf(pages: Iterable[Page], *, title: str = "", index: bool = False) -> bytes:
    """Print pages as one PDF, each on a new sheet.

    Parameters
    ----------
    pages
        In their order.
    title
        Of the document; that of the first page by default.
    index
        Begin with an index by name and by theme, with the number of each page.
    """
    listed = list(pages)
    if not listed:
        raise ValueError("no page to print")
    lang, blocks = listed[0].lang, []
    themes: dict[str, list[dict[str, str]]] = {}
    names = []
    for number, page in enumerate(listed):
        entry = {"text": page.title, "label": f"p{number}"}
        own = reading.blocks(page.body)
        heads = [b for b in own if b["kind"] == "h1"]
        if not heads:
            run = {"text": page.title, "strong": False, "em": False, "url": ""}
            heads = [{"kind": "h1", "runs": [run], "label": ""}]
            own = heads + own
        heads[0]["label"] = entry["label"]
        names.append(entry)
        for theme in page.themes:
            themes.setdefault(theme, []).append(entry)
        blocks += own
    return printing.pdf(
        "document",
        {
            "title": title or listed[0].title,
            "lang": lang,
            "source": listed[0].source,
            "blocks": blocks,
            "index": names if index else [],
            "themes": [{"name": t, "entries": e} for t, e in sorted(themes.items())],
            "words": {"index": wording.label("portrait_index", lang)},
        },
    )
