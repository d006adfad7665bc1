"""The scripts that run in a browser: those of the desks, and those built from ``frontend/``."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
_BUILT = _HERE / "built"


class MissingScript(FileNotFoundError):
    """The front end is not built: with the command that builds it."""


def script(name: str) -> str:
    """Give the script of a desk, whole, as a browser loads it."""
    return "\n".join((_HERE / part).read_text("utf-8") for part in ("frame.js", name))


def built(name: str) -> str:
    """Give a script or a style that the set-up built.

    Raises
    ------
    MissingScript
        When it is not there.
    """
    try:
        return (_BUILT / name).read_text("utf-8")
    except FileNotFoundError as error:
        raise MissingScript(
            "Le script des vues n'est pas construit → make .venv/front (une fois)"
        ) from error
