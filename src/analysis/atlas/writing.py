"""The page as one file: its script, its style, its data, and nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from pathlib import Path
from typing import Any

from analysis import manifest, wording
from analysis.explorer import built, contents

_DATA = re.compile(r'<script id="data" type="application/json">(.*?)</script>', re.DOTALL)


def write_atlas(
    results: Any,
    path: str | Path,
    *,
    title: str = "",
    sources: str = "",
    updated: str = "",
    since: str | Path | None = None,
    lang: str = "fr",
) -> Path:
    """Write the page of a study.

    Parameters
    ----------
    results
        As :func:`analysis.study.load` gives them.
    path
        The file.
    title
        Of the study.
    sources
        Line that names the sources and their licences.
    updated
        When the data were last updated (a date); left out when empty.
    since
        An earlier edition of this page: what it did not have is marked as new, and can be kept by a
        filter.
    lang
        Language, "fr" or "en".

    Returns
    -------
        The file: HTML that asks nothing of the net, under a policy that forbids it to.

    Raises
    ------
    analysis.explorer.MissingScript
        Before the front end was built.
    """
    target = Path(path)
    held = contents(results, lang=lang)
    if since is not None:
        known = _ids(Path(since))
        for one in held["initiatives"]:
            if one["id"] not in known:
                one["news"] = wording.label("atlas_new", lang)
    page = _page(held, title, sources, updated, lang)
    manifest.write_beside(target, page.encode("utf-8"))
    return target


def _ids(edition: Path) -> set[str]:
    """Read which initiatives an earlier edition of the page had."""
    text = edition.read_text(encoding="utf-8")
    data = _DATA.search(text)
    if data is None:
        raise ValueError(f"{edition.name} : pas une page écrite par nous → donner un atlas.html")
    return {one["id"] for one in json.loads(data[1])["initiatives"]}


def _page(held: dict[str, Any], title: str, sources: str, updated: str, lang: str) -> str:
    script, css = built("page.js"), built("page.css")
    script = script.replace("</script", "<\\/script")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
    data = json.dumps(held, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    name = title or wording.label("atlas_untitled", lang)
    counts = wording.label(
        "atlas_counts", lang, initiatives=len(held["initiatives"]), actors=len(held["actors"])
    )
    new = sum("news" in one for one in held["initiatives"])
    if new:
        counts = f"{counts} {wording.label('atlas_news_count', lang, n=new)}"
    when = wording.label("atlas_updated", lang, date=updated) if updated else ""
    foot = " ".join(part for part in (sources, when) if part)
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="{lang}" class="page">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(name)}</title>\n<style>{css}</style>\n</head>\n<body>\n"
        f"<header><h1>{escape(name)}</h1><p>{escape(counts)}</p></header>\n"
        '<main id="app"></main>\n'
        f"<footer><p>{escape(foot)}</p></footer>\n"
        f"<noscript><p>{escape(wording.label('atlas_noscript', lang))}</p></noscript>\n"
        f'<script id="data" type="application/json">{data}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )
