"""The portraits of a study as files: each page, the booklet, the pairs, the elected people's."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from analysis import manifest, wording
from analysis.portraits.pages import Page, to_docx, to_html, to_pdf
from analysis.portraits.portraying import Portraits


def write_portraits(
    portraits: Portraits,
    folder: str | Path,
    *,
    actors: Iterable[str] | None = None,
    pairs: Iterable[tuple[str, str]] = (),
    documents: bool = False,
    territories: bool = True,
    title: str = "",
    lang: str = "fr",
) -> list[Path]:
    """Write portraits, crossed portraits and the pages of elected people.

    Parameters
    ----------
    portraits
        Those of a study.
    folder
        Where they go.
    actors
        Actors to portray; all that may be shown by default.
    pairs
        Pairs to portray side by side: HTML and DOCX.
    documents
        Write a DOCX of each actor too.
    territories
        Write the pages of elected people too.
    title
        Of the booklet.
    lang
        Language of the index.

    Returns
    -------
        The files: acteurs/*.html, croises/*.html and .docx, elus/*.html and .pdf, livret.pdf (all
        actors, with an index by name and by theme), croises.pdf, index.html.
    """
    chosen = portraits.actors if actors is None else list(actors)
    people = [portraits.actor(actor) for actor in chosen]
    crossed = [portraits.pair(a, b) for a, b in pairs]
    codes = portraits.territories if territories else []
    public = [portraits.territory(code) for code in codes]
    files: dict[str, bytes] = {}
    for page in people:
        files[f"acteurs/{page.slug}.html"] = to_html(page).encode("utf-8")
        if documents:
            files[f"acteurs/{page.slug}.docx"] = to_docx(page)
    for page in crossed:
        files[f"croises/{page.slug}.html"] = to_html(page).encode("utf-8")
        files[f"croises/{page.slug}.docx"] = to_docx(page)
    for page in public:
        files[f"elus/{page.slug}.html"] = to_html(page).encode("utf-8")
        files[f"elus/{page.slug}.pdf"] = to_pdf([page])
    if people:
        files["livret.pdf"] = to_pdf(people, title=title, index=True)
    if crossed:
        files["croises.pdf"] = to_pdf(crossed, title=title)
    sections = (("acteurs", people), ("croises", crossed), ("elus", public))
    files["index.html"] = to_html(_index(sections, title, lang)).encode("utf-8")
    for name, content in files.items():
        manifest.write_beside(Path(folder) / name, content)
    return [Path(folder) / name for name in files]


def _index(sections: Iterable[tuple[str, list[Page]]], title: str, lang: str) -> Page:
    body = [f"<h1>{escape(title)}</h1>"] if title else []
    for name, pages in sections:
        if pages:
            body.append(f"<h2>{escape(wording.label(f'portraits_{name}', lang))}</h2>\n<ul>")
            body += [
                f'<li><a href="{name}/{escape(page.slug)}.html">{escape(page.title)}</a></li>'
                for page in pages
            ]
            body.append("</ul>")
    return Page(title or wording.label("portrait_index", lang), "index", "\n".join(body), lang)
