"""What is chosen on a map: rings around it, shapes that a person draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ipyleaflet import DrawControl, GeoJSON

from analysis import style


def lasso() -> DrawControl:
    """Give the tools that draw a rectangle or a polygon, and no others."""
    line = {"shapeOptions": {"color": style.INK}}
    return DrawControl(polygon=line, rectangle=line, polyline={}, circlemarker={})


def rings() -> GeoJSON:
    """Give a layer of rings, none yet."""
    look = {"radius": 11, "color": style.INK, "fill": False, "weight": 3}
    return GeoJSON(data=_collection({}), point_style=look)


def ring(layer: GeoJSON, points: Mapping[str, Sequence[float]]) -> None:
    """Ring what is at these points (latitude, longitude), by id, and nothing else."""
    data = _collection(points)
    if data != layer.data:
        layer.data = data


def _collection(points: Mapping[str, Sequence[float]]) -> dict:
    features = [
        {
            "type": "Feature",
            "properties": {"id": own},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for own, (lat, lon) in points.items()
    ]
    return {"type": "FeatureCollection", "features": features}
