"""SPIP, the publishing system of many local sites of France: its lists and its articles.

``beautifulsoup4`` reads pages, see :mod:`analysis.sources.web.fetching`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pandas as pd
from bs4 import BeautifulSoup

from analysis.sources.rough import Note, Rough, recorded
from analysis.sources.web.fetching import (
    Client,
    PageRefused,
    day,
    first,
    joined,
    lines,
    links,
    parsed,
)

_SAID = re.compile(r"(?:publiée?|mise? en ligne|parue?)\s+le\b.{0,40}", re.IGNORECASE)
_DATED = (
    "abbr.published", "time[pubdate]", "time.published", "[itemprop=datePublished]",
    ".info-publi", ".publication", "time[datetime]", "meta[property='article:published_time']",
)  # fmt: skip
_TITLES = (".cartouche h1", "h1.entry-title", ".entry-title", "article h1", "h1.titre", "h1")
_BODIES = ("div.hentry", "#contenu", "#content", "main", "article", "body")
_CRUMBS = ".arbo, #hierarchie, .hierarchie, .breadcrumb, .breadcrumb-items, #arborescence"
_FORUM = "div.forum, ul.forum, section.forum, #forum, #comments, .comments, .comments-list"
_OUT = "script, style, noscript, template, form, nav, aside, .aside, .formulaire_spip"
_PERSONS = ".auteurs, .authors, .vcard, .info-publi, .publication"
_NO_LIST = (
    "aside, .aside, body > header, footer, nav, #nav, .introduction, .texte, .chapo, .ps, "
    ".descriptif, .forum, .category"
)
_ITEMS = ".menu_articles li, .liste.articles li, .liste-articles li, li.hentry, article"
# Pages that are no article's, under their number or under a title between marks.
_OTHER = re.compile(r"[/?=](?:rubrique|mot|auteur|breve)\d|/IMG/|page=(?!article)|/[-_+@][^/]*$")
_OTHER_LISTS = re.compile(r"debut_\w*(?:forum|breve|syndic|site|document|comment|signature|auteur)")
_NO_PLACE = re.compile(r"debut_|utm_|var_|fbclid$|gclid$|PHPSESSID$")


def article(html: bytes, url: str, *, authors: bool = False) -> dict[str, Any]:
    """Read the page of an article, as SPIP's own templates and those drawn from them write it.

    Authors are persons: they are left out unless ``authors`` asks for them. The address is that
    which the page gives as its own, where it does.
    """
    soup = parsed(html)
    for tag in soup.select(_FORUM):
        tag.decompose()
    themes = list(dict.fromkeys(filter(None, map(lines, soup.select("a[rel~=tag]")))))
    crumbs = _crumbs(soup)
    for tag in soup.select(_OUT):
        tag.decompose()
    found: dict[str, Any] = {"url": _own(soup, url), "title": _title(soup)}
    for name in ("surtitre", "soustitre", "ps", "notes"):
        found[name] = lines(soup.select_one(f".{name}"))
    date, names = _date(soup), [lines(tag) for tag in soup.select(".auteurs a, .vcard .fn")]
    chapo, text = lines(soup.select_one(".chapo")), lines(soup.select_one(".texte"))
    if not (text or chapo):  # a template of the site's own: the whole of its main part
        for tag in soup.select(f"{_PERSONS}, {_CRUMBS}"):
            tag.decompose()
        text = lines(first(soup, _BODIES))
    found["text"] = text
    found["summary"] = chapo or (text or "").split("\n")[0] or None
    found |= {"date": date, "rubrique": crumbs[-1] if crumbs else None}
    found |= {"hierarchie": crumbs or None, "themes": themes or None}
    link = soup.select_one(".hyperlien a[href]")
    found["hyperlien"] = str(link["href"]) if link else None
    return found | ({"auteurs": names or None} if authors else {})


def articles(html: bytes, url: str) -> list[str]:
    """Give the addresses of the articles that a list page names, in order, each article once."""
    found: dict[str, str] = {}
    for address in _named(html, url):
        found.setdefault(canonical(address), address)
    return list(found.values())


def pages(html: bytes, url: str) -> list[str]:
    """Give the addresses of the other pages of a list (``debut_articles=10``), in order."""
    found = {
        address: None
        for _, address in links(parsed(html), url)
        if "debut_" in address and not _OTHER_LISTS.search(address) and _offset(address)
        if canonical(address) == canonical(url)
    }
    return sorted(found, key=_offset)


def canonical(url: str) -> str:
    """Give what all the addresses of an article have in common, to tell that they are one.

    Not an address to ask. A title for an address ("Titre-de-l-article") says nothing of the
    article's number: only the page's own link joins the two, see :func:`article`.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    asked = [(k, v) for k, v in parse_qsl(parts.query, True) if not _NO_PLACE.match(k)]
    path = re.sub(r"/(?:index|spip|article)\.php3?$", "/", parts.path or "/")
    if number := dict(asked).get("id_article"):
        path = f"{path.rstrip('/')}/article{number}"
        asked = [(k, v) for k, v in asked if k not in ("id_article", "page")]
    elif asked and re.fullmatch(r"(?:article|rubrique|mot)\d+", asked[0][0]) and not asked[0][1]:
        path, asked = f"{path.rstrip('/')}/{asked[0][0]}", asked[1:]
    path = re.sub(r"(/(?:article|rubrique|mot)\d+)\.html$", r"\1", path).rstrip("/")
    return f"{host}{port}{path}{'?' if asked else ''}{urlencode(sorted(asked))}"


def collect(start_urls: Sequence[str], client: Client, *, limit: int) -> Rough:
    """Read the articles that list pages name, politely, one row each.

    Rows are numbered by the rank of their address among those met. An article met at several
    addresses is one row; what is not read is told.

    Parameters
    ----------
    start_urls
        Pages that list articles: sections, keywords.
    client
        Asks the pages and keeps them: a run that was stopped asks only what it lacks.
    limit
        How many articles at most.
    """
    notes: list[Note] = []
    records: dict[int, dict[str, Any]] = {}
    known: dict[Any, str] = {}  # what tells an article, and that it was met before
    for row, address in enumerate(_listed(start_urls, client, notes), start=1):
        if len(records) >= limit:
            said = f"limite atteinte ({limit}) : cette adresse et les suivantes ne sont pas lues"
            notes.append(Note(row, "url", address, said, "dropped"))
            break
        said = known.get(canonical(address), "")
        try:
            record = {} if said else article(client.get(address), address)
        except PageRefused as error:
            record, said = {}, str(error)
        if record:
            # Some sites give one address for all their pages as their own: titles must agree.
            own = (canonical(record["url"]), record["title"])
            said = known.get(own, "")
            known[canonical(address)] = known.setdefault(own, f"même article que {address}")
            if not (record["title"] or record["text"]):
                said = "page sans titre ni texte"
        if said:
            notes.append(Note(row, "url", address, said, "dropped"))
        else:
            records[row] = record
    found = recorded(records.values())
    table = found.table.set_axis(pd.Index(list(records), name="row", dtype="int64"))
    ours = {name: name for name in ("url", "title", "summary", "date", "themes") if name in table}
    return Rough(table, notes, ours)


def _listed(starts: Sequence[str], client: Client, notes: list[Note]) -> Iterator[str]:
    """Give each address that lists name, once; their pages are asked as they are needed."""
    met: set[str] = set()
    for start in starts:
        todo, asked, here = [start], {start}, set[str]()
        while todo:
            page = todo.pop(0)
            try:
                html = client.get(page)
            except PageRefused as error:
                if page == start:
                    raise
                notes.append(Note(None, "url", page, str(error), "dropped"))
                continue
            named = list(dict.fromkeys(_named(html, page)))
            yield from (address for address in named if address not in met)
            met.update(named)
            if here.issuperset(named):
                continue  # a page that repeats what came before has nothing after it
            here.update(named)
            todo = sorted([*todo, *(p for p in pages(html, page) if p not in asked)], key=_offset)
            asked.update(todo)


def _named(html: bytes, url: str) -> Iterator[str]:
    """Give the addresses of articles in a list page, as many as it gives for each."""
    soup, taken = parsed(html), set[int]()
    items = {id(tag) for tag in soup.select(_ITEMS)}
    aside = {id(tag) for tag in soup.select(_NO_LIST)}
    for a, address in links(soup, url):
        above = [id(tag) for tag in a.parents]
        if aside.intersection(above) or _OTHER.search(address):
            continue
        if not re.search(r"/article\d+$", canonical(address)):  # a title: an item's first
            item = next((i for i in above if i in items), 0)
            foreign = canonical(address).split("/")[0] != canonical(url).split("/")[0]
            if not item or item in taken or foreign:
                continue
            taken.add(item)
        yield address


def _offset(url: str) -> int:
    return int(found[1]) if (found := re.search(r"debut_\w+=@?(\d+)", url)) else 0


def _own(soup: BeautifulSoup, url: str) -> str:
    for link in soup.select("link[rel~=canonical][href], link[rel~=shortlink][href]"):
        address = joined(url, str(link["href"]))
        if "/" in canonical(address):  # a site's front page is no article's
            return address
    return url


def _title(soup: BeautifulSoup) -> str | None:
    found = next((text for s in _TITLES for tag in soup.select(s) if (text := lines(tag))), None)
    meta = soup.select_one("meta[property='og:title'][content]")
    return found or (str(meta["content"]).strip() if meta else lines(soup.title))


def _crumbs(soup: BeautifulSoup) -> list[str]:
    """Give the sections above an article, without the front page."""
    trail = soup.select_one(_CRUMBS)
    names = [lines(a) or "" for a in (trail or soup).select("a" if trail else ".category a")]
    title = _title(soup)
    return [n for n in names if n and not n.casefold().startswith("accueil") and n != title]


def _date(soup: BeautifulSoup) -> str | None:
    """Give the day that a page shows: the one in its code may be in universal time."""
    for tag in (tag for selector in _DATED for tag in soup.select(selector)):
        written = tag.get("datetime") or tag.get("title") or tag.get("content") or ""
        if found := day(lines(tag) or "", str(written)):
            return found
    said = _SAID.search(lines(first(soup, _BODIES)) or "")
    return day(said[0], "") if said else None
