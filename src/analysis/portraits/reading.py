"""A page's HTML as blocks, from which the printed and the editable documents are made.

Templates are HTML, which people can replace; what they may hold is read here: h1 to h3, p (class
lead, note or blank), ul, table, figure, and in them strong, em, b, i and a. Other tags are passed
through: their text is kept.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

Block = dict[str, Any]
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_ALT = re.compile(r'aria-label="([^"]*)"')
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_STARTS = {"h1", "h2", "h3", "p", "li", "td", "th", "figcaption"}


def blocks(body: str) -> list[Block]:
    """Read a page's body.

    Returns
    -------
        Blocks of kind h1, h2, h3, p, lead, note, blank (runs), list (items, each runs), table (rows
        of cells with runs and head, and widths) and figures (items with svg, alt and caption). A
        run has text, strong, em and url.
    """
    pictures = _SVG.findall(body)
    reader = _Reader(pictures)
    reader.feed(_SVG.sub("<picture></picture>", _CONTROL.sub("", body)))
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, pictures: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self._pictures = iter(pictures)
        self._runs: list[dict[str, Any]] | None = None
        self._strong = self._em = 0
        self._url = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "ul":
            self.found.append({"kind": "list", "items": []})
        elif tag == "table":
            self.found.append({"kind": "table", "rows": []})
        elif tag == "tr":
            self._last("table")["rows"].append([])
        elif tag == "div" and given.get("class") == "figures":
            self.found.append({"kind": "figures", "items": []})
        elif tag == "picture":
            if not self.found or self.found[-1]["kind"] != "figures":
                self.found.append({"kind": "figures", "items": []})
            svg = next(self._pictures)
            alt = _ALT.search(svg)
            self.found[-1]["items"].append(
                {"svg": svg, "alt": alt[1] if alt else "", "caption": ""}
            )
        elif tag in ("strong", "b"):
            self._strong += 1
        elif tag in ("em", "i"):
            self._em += 1
        elif tag == "a":
            address = given.get("href") or ""
            self._url = address if address.lower().startswith(("http://", "https://")) else ""
        elif tag == "br" and self._runs is not None:
            self._say(" ")
        if tag in _STARTS:
            self._runs = []
            self._kind = given.get("class") or "p" if tag == "p" else tag

    def handle_endtag(self, tag: str) -> None:
        if tag in ("strong", "b"):
            self._strong = max(self._strong - 1, 0)
        elif tag in ("em", "i"):
            self._em = max(self._em - 1, 0)
        elif tag == "a":
            self._url = ""
        elif tag == "table":
            self._measure(self._last("table"))
        elif tag == "div" and self.found and self.found[-1] == {"kind": "figures", "items": []}:
            self.found.pop()
        if tag not in _STARTS or self._runs is None:
            return
        runs, self._runs = _tidy(self._runs), None
        if tag == "li":
            self._last("list")["items"].append(runs)
        elif tag in ("td", "th"):
            self._last("table")["rows"][-1].append({"runs": runs, "head": tag == "th"})
        elif tag == "figcaption":
            self._last("figures")["items"][-1]["caption"] = "".join(r["text"] for r in runs)
        elif runs:
            kind = self._kind if self._kind in ("lead", "note", "blank", "h1", "h2", "h3") else "p"
            block: Block = {"kind": kind, "runs": runs}
            if kind == "h1":
                block["label"] = ""
            self.found.append(block)

    def handle_data(self, data: str) -> None:
        if self._runs is None and data.strip():
            self._runs, self._kind = [], "p"
            self._say(data)
            self.handle_endtag("p")
        else:
            self._say(data)

    def _say(self, text: str) -> None:
        if self._runs is not None:
            self._runs.append(
                {"text": text, "strong": self._strong > 0, "em": self._em > 0, "url": self._url}
            )

    def _last(self, kind: str) -> Block:
        for block in reversed(self.found):
            if block["kind"] == kind:
                return block
        raise ValueError(f"a template closes or fills a {kind} that it did not open")

    @staticmethod
    def _measure(table: Block) -> None:
        """Give each column a width after the longest of what it holds, within reason."""
        many = max((len(row) for row in table["rows"]), default=0)
        for row in table["rows"]:
            row += [{"runs": [], "head": False}] * (many - len(row))
        lengths = [
            max(sum(len(r["text"]) for r in row[i]["runs"]) for row in table["rows"])
            for i in range(many)
        ]
        table["widths"] = [min(max(n, 8), 48) for n in lengths]


def _tidy(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join the blanks of HTML as a browser does; narrow spaces stay."""
    found: list[dict[str, Any]] = []
    for run in runs:
        text = re.sub(r"[ \t\r\n]+", " ", run["text"])
        if found and found[-1]["text"].endswith(" "):
            text = text.removeprefix(" ")
        if text:
            found.append(run | {"text": text})
    if found:
        found[0]["text"] = found[0]["text"].removeprefix(" ")
        found[-1]["text"] = found[-1]["text"].removesuffix(" ")
    return [run for run in found if run["text"]]
