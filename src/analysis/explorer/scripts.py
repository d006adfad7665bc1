"""The scripts of the desks: what they share, then each one's own."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def script(name: str) -> str:
    """Give the script of a desk, whole, as a browser loads it."""
    return "\n".join((_HERE / part).read_text("utf-8") for part in ("frame.js", name))
