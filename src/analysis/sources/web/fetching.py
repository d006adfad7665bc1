"""Pages of web sites, asked politely and kept, and their text.

``requests`` speaks HTTP (a dependency already); ``protego`` reads robots.txt as RFC 9309 has it:
the standard library's parser takes the ``*`` and the ``$`` of a rule literally, so that none holds.
``beautifulsoup4``, on ``lxml``, reads pages, which are never quite well-formed.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from zoneinfo import ZoneInfo

import requests
from bs4 import BeautifulSoup, NavigableString, Tag
from protego import Protego

from analysis.sources.remote import PATIENCE, ServiceUnavailable, ask

LARGEST = 20_000_000  # bytes of a page, beyond which it is no article
AGENT = "interconnaissance (etude d'innovations sociales ; lecture lente, gardee en cache)"
_HOPS = 10  # redirects of a page
_LONGEST = 300  # seconds between two pages, beyond which a site is not for reading this way
_VERSION = re.compile(r"^(\s*user[- ]?agent[:\s]+[^\s/#:]+)[\s/][^#]*", re.I)  # after a name
_LATER = (408, 429)  # refusals that pass
_PARIS = ZoneInfo("Europe/Paris")
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_DAY = re.compile(rf"(?:(\d\d?)(?:er)?\s+)?\b({_MONTHS})\s+((?:19|20)\d\d)", re.IGNORECASE)
_BLOCKS = (
    "p, li, h1, h2, h3, h4, h5, h6, div, blockquote, dl, dt, dd, ul, ol, tr, pre, table, section, "
    "figure, figcaption"
)


class PageRefused(ValueError):
    """A page that will not be had by asking again: absent, forbidden, too large, a loop."""


class Client:
    """Ask pages one at a time, keep them on disk, and ask again only for what has changed.

    Parameters
    ----------
    cache
        Folder where the answers are kept. A run that was stopped starts again from there.
    pause
        Seconds at least between two requests to one host; more, up to 300, if it wants more.
    agent
        Who we say we are; its first word is what robots.txt is read for.
    fresh_for
        Seconds during which a kept page is not asked again at all.
    sleep, clock
        How to wait, and what time it is, in seconds.
    """

    def __init__(
        self,
        cache: Path,
        *,
        pause: float = 1.0,
        agent: str = AGENT,
        fresh_for: float = 0.0,
        sleep: Callable[[float], Any] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._cache, self._pause, self._fresh_for = Path(cache), pause, fresh_for
        self._sleep, self._clock = sleep, clock
        self._name = agent.split()[0].split("/")[0]
        self._session = requests.Session()
        self._session.headers["User-Agent"] = agent
        self._rules: dict[str, Protego] = {}
        self._asked: dict[str, float] = {}  # when each host was last asked

    def get(self, url: str) -> bytes:
        """Give a page, kept or asked.

        Raises
        ------
        PageRefused
            For a page that is absent, forbidden, too large, sends elsewhere without end, or is
            of a site that wants more than 300 seconds between two pages.
        ServiceUnavailable
            When the site does not answer; what it said before is kept.
        """
        url = _web(url)
        head, body = self._kept(url)
        age = self._clock() - float(head.get("asked", 0))
        if body is not None and 0 <= age < self._fresh_for:
            return body
        return ask(lambda: self._followed(url, head, body), url, sleep=self._sleep)

    def _followed(self, url: str, head: dict[str, Any], body: bytes | None) -> requests.Response:
        """Ask a page through its redirects; keep the answer, or take the kept one on a 304."""
        seen, address = [url], url
        while True:
            self._allowed(address)
            known = head if body is not None and head.get("address") == address else {}
            answer = self._sent(address, _validators(known))
            if (target := self._session.get_redirect_target(answer)) is None:
                break
            address = _web(address, target)
            if address in seen or len(seen) > _HOPS:
                raise PageRefused(f"{url} : renvoie sans fin ailleurs → donner l'adresse finale")
            seen.append(address)
        if answer.status_code == 304 and body is not None:
            self._keep(url, {**head, "asked": self._clock()}, None)
            return _whole(200, body)
        if answer.status_code == 200:
            told = {k: answer.headers.get(k) for k in ("ETag", "Last-Modified", "Content-Type")}
            head = {"url": url, "address": address, "asked": self._clock(), **told}
            self._keep(url, head, answer.content)
        elif 400 <= answer.status_code < 500 and answer.status_code not in _LATER:
            raise PageRefused(
                f"{url} : le site ne donne pas cette page (réponse {answer.status_code}) → "
                "vérifier l'adresse, ou la retirer de la liste"
            )
        return answer

    def _sent(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """Send one request, after the pause that its host is due."""
        host = urlsplit(url).hostname or ""
        delay = self._delay(url)
        due = self._asked.get(host, float("-inf")) + delay - self._clock()
        if due > 0:
            self._sleep(min(due, delay))  # more, only if the clock was set back
        try:
            with self._session.get(
                url, headers=dict(headers), timeout=PATIENCE, stream=True, allow_redirects=False
            ) as answer:
                body = b"" if answer.is_redirect else _read(url, answer)
                return _whole(answer.status_code, body, answer.headers)
        finally:
            self._asked[host] = self._clock()

    def _allowed(self, url: str) -> None:
        """Refuse a page that the site's robots.txt forbids."""
        robots = urljoin(url, "/robots.txt")
        if robots not in self._rules:
            self._rules[robots] = self._robots(robots)
        if not self._rules[robots].can_fetch(url, self._name):
            raise PageRefused(
                f"{url} : le site interdit cette page aux robots (robots.txt) → demander son "
                "accord au site, ou un export"
            )

    def _robots(self, url: str) -> Protego:
        """Read a site's robots.txt: absent, all is allowed; unreadable, nothing is."""

        def send() -> requests.Response:
            address = url
            for _ in range(_HOPS):
                answer = self._sent(address, {})
                if (target := self._session.get_redirect_target(answer)) is None:
                    break
                address = _web(address, target)
            if 400 <= answer.status_code < 500 and answer.status_code not in _LATER:
                closed = answer.status_code in (401, 403)
                return _whole(200, b"User-agent: *\nDisallow: /" if closed else b"")
            return answer

        try:
            text = ask(send, url, sleep=self._sleep).decode("utf-8-sig", errors="replace")
        except ServiceUnavailable as error:
            raise ServiceUnavailable(
                f"{error} ; sans robots.txt lisible, aucune page du site n'est demandée"
            ) from None
        return Protego.parse("\n".join(_VERSION.sub(r"\1", line) for line in text.splitlines()))

    def _delay(self, url: str) -> float:
        rules = self._rules.get(urljoin(url, "/robots.txt"))
        delay = float((rules and rules.crawl_delay(self._name)) or 0)
        if delay > _LONGEST:
            raise PageRefused(
                f"{url} : le site veut {delay:.15g} s entre deux pages (Crawl-delay de robots.txt)"
                f", plus de {_LONGEST} → lui demander un export"
            )
        return max(self._pause, delay)

    def _place(self, url: str, ending: str) -> Path:
        return self._cache / f"{hashlib.sha256(url.encode()).hexdigest()}.{ending}"

    def _kept(self, url: str) -> tuple[dict[str, Any], bytes | None]:
        """Give what is kept of a page, its headers and its content."""
        try:
            head = json.loads(self._place(url, "json").read_text(encoding="utf-8"))
            return head, self._place(url, "body").read_bytes()
        except (OSError, ValueError):
            return {}, None

    def _keep(self, url: str, head: Mapping[str, Any], body: bytes | None) -> None:
        """Write a page beside, then rename: the content first, for headers never precede it."""
        self._cache.mkdir(parents=True, exist_ok=True)
        said = json.dumps(head, ensure_ascii=False).encode()
        for ending, content in (("body", body), ("json", said)):
            if content is not None:
                place = self._place(url, ending)
                beside = place.with_suffix(f".{ending}.{os.getpid()}.part")
                beside.write_bytes(content)
                beside.replace(place)


def _web(start: str, href: str = "") -> str:
    if not (address := joined(start, href)):
        raise PageRefused(f"{href or start} : pas une adresse du web → la donner en http(s)")
    return address


def _validators(head: Mapping[str, Any]) -> dict[str, str]:
    """Say which version of a page is kept."""
    pairs = {"If-None-Match": head.get("ETag"), "If-Modified-Since": head.get("Last-Modified")}
    return {name: value for name, value in pairs.items() if value}


def _read(url: str, answer: requests.Response) -> bytes:
    """Read the content of an answer, no further than :data:`LARGEST`."""
    body = bytearray()
    for part in answer.iter_content(65_536):
        body += part
        if len(body) > LARGEST:
            raise PageRefused(
                f"{url} : page de plus de {LARGEST // 1_000_000} Mo → ce n'est pas un article, "
                "la retirer de la liste"
            )
    return bytes(body)


def _whole(status: int, body: bytes, head: Mapping[str, str] | None = None) -> requests.Response:
    """Make an answer that is read to its end, as :func:`ask` expects one."""
    answer = requests.Response()
    answer.status_code = status
    answer.headers.update(head or {})
    answer.raw = io.BytesIO(body)
    return answer


def parsed(html: bytes | str) -> BeautifulSoup:
    """Read a page; its lines are those of its blocks and breaks, no longer those of its source."""
    if isinstance(html, bytes):
        with suppress(UnicodeDecodeError):  # else, as the page says
            html = html.decode("utf-8-sig")
    soup = BeautifulSoup(html, "lxml")
    for text in soup.find_all(string=True):
        if type(text) is NavigableString:  # neither a comment nor a script
            text.replace_with(re.sub(r"\s+", " ", text))
    for mark in soup("br"):
        mark.replace_with("\n")
    for block in soup.select(_BLOCKS):
        block.insert(0, "\n")
        block.append("\n")
    return soup


def lines(tag: Tag | None) -> str | None:
    """Give the text of a part of a page, a line for each paragraph or item of a list."""
    found = [" ".join(line.split()) for line in tag.get_text().splitlines()] if tag else []
    return "\n".join(line for line in found if line) or None


def links(soup: BeautifulSoup, url: str) -> list[tuple[Tag, str]]:
    """Give the links of a page to the web, and their addresses without fragment."""
    base = soup.select_one("base[href]")
    start = urljoin(url, str(base["href"])) if base else url
    pairs = ((a, joined(start, str(a["href"]))) for a in soup.select("a[href]"))
    return [(a, address) for a, address in pairs if address]


def joined(start: str, href: str) -> str:
    """Give the address of a link, without fragment; nothing for what is no page of the web."""
    with suppress(ValueError):  # brackets, or a port, that cannot be
        parts = urlsplit(urldefrag(urljoin(start, href.strip())).url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts.geturl()
    return ""


def first(soup: BeautifulSoup, selectors: Sequence[str]) -> Tag | None:
    """Give the part of a page that the first of some selectors finds."""
    return next((tag for s in selectors if (tag := soup.select_one(s))), None)


def day(shown: str, written: str) -> str | None:
    """Tell a day: as shown in French, else as a moment is written, in Paris if its zone is told."""
    if found := _DAY.search(shown):
        month = _MONTHS.split("|").index(found[2].casefold()) + 1
        return f"{found[3]}-{month:02}" + (f"-{int(found[1]):02}" if found[1] else "")
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(written)
        return (moment.astimezone(_PARIS) if moment.tzinfo else moment).date().isoformat()
    return None
