"""Which nodes are actors and which initiatives, where an attribute of theirs tells."""

from __future__ import annotations

from typing import Any

from analysis.sources.network.parsed import Parsed
from analysis.sources.values import slug

#: Attributes that tell: networkx writes "bipartite" (0, 1), igraph "type" (false, true).
_ATTRIBUTES = ("mode", "bipartite", "type", "node-type", "kind", "nature", "categorie", "category")
_WORDS = {
    "actor": ("0", "0-0", "false", "top", "actor", "acteur", "person", "personne", "organisation",
              "organization", "structure", "association", "organisme", "node"),
    "initiative": ("1", "1-0", "true", "bottom", "initiative", "project", "projet", "event",
                   "evenement", "action", "activite", "activity", "edge", "hyperedge"),
}  # fmt: skip
_MEANT = {form: mode for mode, words in _WORDS.items() for w in words for form in (w, f"{w}s")}


def tell(found: Parsed) -> None:
    """Give nodes the mode that one of their attributes says, and say which; else change nothing.

    Modes are never guessed from ties: on a network in several pieces that would be chance.
    """
    names = {slug(name): name for node in reversed(found.nodes) for name in node}
    for name in (names[known] for known in _ATTRIBUTES if known in names):
        meant = [_MEANT.get(_word(node.get(name))) for node in found.nodes]
        if not {"actor", "initiative"} <= set(meant) or None in meant:
            continue
        if name == "mode" and all(n["mode"] == m for n, m in zip(found.nodes, meant, strict=True)):
            return
        for node, mode in zip(found.nodes, meant, strict=True):
            if name == "mode":
                node["mode (fichier)"] = node["mode"]
            elif "mode" in node:
                node.setdefault("mode (fichier)", node["mode"])
            node["mode"] = mode
        found.telling = name
        found.note(None, name, name, "dit quels nœuds sont acteurs ou initiatives", "read")
        return


def _word(value: Any) -> str:
    return "" if value is None else slug(str(value))
