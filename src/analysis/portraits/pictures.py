"""The small pictures of a portrait: the actor among its partners, and where it acts; as SVG."""

from __future__ import annotations

from html import escape
from math import cos, pi, radians, sin
from textwrap import wrap
from typing import Any

import geopandas as gpd
import shapely

from analysis import style, wording

_FONT = "DejaVu Sans"
_MOST = 9  # partners drawn
_WIDE, _HIGH = 340.0, 220.0
_LINE = 9.0


def ego(facts: dict[str, Any], tied: set[frozenset[str]], hue: dict[str, int], lang: str) -> str:
    """Draw an actor in the middle of its first partners, and the ties among them.

    Parameters
    ----------
    facts
        Those of the actor: id, name and partners.
    tied
        Pairs of partners who are tied.
    hue
        Community of each, where known.
    lang
        Language of the description.
    """
    partners = facts["partners"][:_MOST]
    middle = (_WIDE / 2, _HIGH / 2)
    at = {facts["id"]: middle}
    for i, partner in enumerate(partners):
        turn = 2 * pi * i / len(partners) - pi / 2
        at[partner["id"]] = (middle[0] + 84 * cos(turn), middle[1] + 76 * sin(turn))
    lines, marks, words = [], [], []
    for i, one in enumerate(partners):
        lines.append(_line(middle, at[one["id"]], 0.8 + 0.5 * min(one["shared"], 6), "#8A8A8A"))
        lines += [
            _line(at[one["id"]], at[other["id"]], 0.7, "#CFCFCF")
            for other in partners[i + 1 :]
            if frozenset((one["id"], other["id"])) in tied
        ]
    for number, (actor, name) in enumerate(
        [(facts["id"], facts["name"])] + [(p["id"], p["name"]) for p in partners]
    ):
        x, y = at[actor]
        fill = style.colour(hue[actor]) if actor in hue else style.REST
        marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{9 if number == 0 else 5.5}" fill="{fill}" '
            f'stroke="#FFFFFF" stroke-width="1.2"/>'
        )
        words.append(_label(name, x, y, middle, number == 0))
    said = wording.label("portrait_ego_alt", lang, name=facts["name"], n=len(partners))
    return _svg(said, "".join(lines + marks + words))


class Ground:
    """The land that maps of portraits share, drawn once: the focus and its neighbours."""

    def __init__(self, territories: gpd.GeoDataFrame) -> None:
        inside = territories[territories["in_focus"]]
        bounds = inside.total_bounds
        self.near = shapely.box(*bounds)
        self.names = set(inside["commune"])
        self._stretch = cos(radians((bounds[1] + bounds[3]) / 2))
        wide, high = (bounds[2] - bounds[0]) * self._stretch, bounds[3] - bounds[1]
        self._scale = min((_WIDE - 20) / wide, (_HIGH - 20) / high)
        self._west, self._north = bounds[0], bounds[3]
        self._pad = (
            (_WIDE - wide * self._scale) / 2,
            (_HIGH - high * self._scale) / 2,
        )
        shapes = []
        for epci, own in inside.groupby(inside["epci_code"].fillna("")):
            outline = shapely.simplify(shapely.union_all(own.geometry.to_numpy()), 0.003)
            shapes.append((epci, outline))
        self.path = "".join(self._path(shape) for _, shape in sorted(shapes, key=lambda s: s[0]))

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Give where a point stands on the picture."""
        return (
            self._pad[0] + (lon - self._west) * self._stretch * self._scale,
            self._pad[1] + (self._north - lat) * self._scale,
        )

    def _path(self, shape: shapely.Geometry) -> str:
        rings = []
        for part in getattr(shape, "geoms", [shape]):
            if part.is_empty or part.area < 1e-5:
                continue
            points = [self.place(*xy[:2]) for xy in part.exterior.coords]
            rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
        return "".join(rings)


def where(facts: dict[str, Any], ground: Ground, lang: str) -> str | None:
    """Draw where an actor acts; None when no place of its initiatives is inside the territory."""
    found: dict[tuple[float, float], list[str]] = {}
    for initiative in facts["initiatives"]:
        point = initiative["point"]
        if point is not None and ground.near.contains(shapely.Point(point)):
            found.setdefault(point, []).append(initiative["commune"] or "")
    if not found:
        return None
    marks, words = [], []
    said: set[str] = set()
    for point, communes in sorted(found.items()):
        x, y = ground.place(*point)
        radius = 4 + 1.5 * min(len(communes), 6) ** 0.5
        marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{style.PALETTE[3]}" '
            f'fill-opacity="0.85" stroke="#FFFFFF" stroke-width="1"/>'
        )
        if communes[0] and communes[0] not in said and len(said) < 5:
            said.add(communes[0])
            left = x > _WIDE * 0.7
            words.append(
                _text(communes[0], x + (-9 if left else 9), y + 3, "end" if left else "start")
            )
    land = f'<path d="{ground.path}" fill="{style.LAND}" stroke="{style.EDGE}" stroke-width="0.6"/>'
    alt = wording.label("portrait_map_alt", lang, name=facts["name"])
    return _svg(alt, land + "".join(marks + words))


def _svg(said: str, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:.0f} {_HIGH:.0f}" '
        f'width="{_WIDE:.0f}" role="img" aria-label="{escape(_plain(said))}">{content}</svg>'
    )


def _line(a: tuple[float, float], b: tuple[float, float], width: float, ink: str) -> str:
    return (
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" '
        f'stroke="{ink}" stroke-width="{width:.1f}"/>'
    )


def _label(name: str, x: float, y: float, middle: tuple[float, float], own: bool) -> str:
    """Write a name outward from the middle, on two lines at most."""
    side = x - middle[0]
    lines = wrap(name, 17 if not own else 24) or [""]
    if len(lines) > 2:
        lines = [lines[0], lines[1].rstrip(" ,;:") + "…"]
    lines = [line if len(line) <= 18 or own else line[:17] + "…" for line in lines]
    if own:
        anchor, x, y = "middle", x, y + 18
    elif abs(side) < 20:
        anchor = "middle"
        y = y - 9 - _LINE * (len(lines) - 1) if y < middle[1] else y + 14
    else:
        anchor = "start" if side > 0 else "end"
        x, y = x + (8 if side > 0 else -8), y + 3 - _LINE / 2 * (len(lines) - 1)
    return "".join(_text(line, x, y + _LINE * i, anchor, bold=own) for i, line in enumerate(lines))


def _text(words: str, x: float, y: float, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{_FONT}" font-size="8" '
        f'text-anchor="{anchor}"{weight} fill="{style.INK}" stroke="#FFFFFF" stroke-width="2.4" '
        f'paint-order="stroke" stroke-linejoin="round">{escape(_plain(words))}</text>'
    )


def _plain(words: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(c for c in words if c >= " " or c == "\t")
