"""The RSS feed of a SPIP site, which it calls its backend.

``defusedxml`` reads it: the plain reader of Python can be made to swell or to open files by a
hostile one.
"""

from __future__ import annotations

import re
from typing import Any

from defusedxml import DefusedXmlException, ElementTree

from analysis.sources.rough import Note, Rough, Source, recorded
from analysis.sources.web.fetching import day, lines, parsed

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def rough(source: Source) -> Rough:
    """Read the RSS feed of a SPIP site (``spip.php?page=backend``).

    Elements stay under their own names. Added: "résumé" and "rubrique", which SPIP writes together
    in the description, and "jour", that of Paris.

    Raises
    ------
    ValueError
        For what is no RSS feed, or is broken.
    """
    content = source.content.lstrip(b"\xef\xbb\xbf \t\r\n")
    facts = ["un flux RSS ne donne que les derniers articles du site"]
    if _CONTROL.search(content):
        facts.append("caractères de contrôle retirés, que le XML interdit")
    notes = [Note(None, "", source.name, fact, "read") for fact in facts]
    try:
        root = ElementTree.fromstring(_CONTROL.sub(b"", content))
    except DefusedXmlException:
        raise ValueError(f"{source.name} : flux RSS piégé (entités) → ne pas l'utiliser") from None
    except ElementTree.ParseError as error:
        raise ValueError(
            f"{source.name} : flux RSS mal formé (ligne {error.position[0]}) → l'enregistrer à "
            "nouveau depuis le site"
        ) from None
    records = [_item(element) for element in root.iter() if _name(element) == "item"]
    if not records:
        raise ValueError(f"{source.name} : aucun article → donner le flux RSS d'un site SPIP")
    for row, record in enumerate(records, start=1):
        written = str(record.get("dc:date"))
        if record.get("jour") and not written.startswith(record["jour"]):
            said = f"heure universelle, lue à l'heure de Paris : {record['jour']}"
            notes.append(Note(row, "dc:date", written, said, "read"))
    names = {name for record in records for name in record}
    told = {"title": "title", "url": "link", "summary": "résumé", "date": "jour",
            "themes": "dc:subject" if "dc:subject" in names else "category"}  # fmt: skip
    return recorded(records, ours={k: v for k, v in told.items() if v in names}, notes=notes)


def _item(element: Any) -> dict[str, Any]:
    """Give an item of a feed under the names of its elements, and what its description hides."""
    found: dict[str, Any] = {}
    for child in element:
        text = "".join(child.itertext()).strip() or child.get("url")
        found.setdefault(_name(child), []).append(text)
    several = ("dc:subject", "category", "enclosure")
    found = {k: v if k in several or len(v) > 1 else v[0] for k, v in found.items()}
    soup = parsed(str(found.get("description") or ""))
    if section := soup.select_one("a[rel~=directory]"):
        found["rubrique"] = lines(section)
        if tags := [lines(a) for a in soup.select("a[rel~=tag]")]:
            found.setdefault("dc:subject", tags)
        for rest in [section, *section.find_next_siblings(), *section.find_all_next(string=True)]:
            rest.extract()
    found["résumé"] = re.sub(r"\s*-$", "", lines(soup) or "")
    found["jour"] = day("", str(found.get("dc:date")))
    return found


def _name(element: Any) -> str:
    space, _, name = str(element.tag).rpartition("}")
    return f"{'dc:' * ('/dc/' in space)}{'content:' * space.endswith('/content/')}{name}"
