"""Documents of blocks as PDF, by Typst: the same blocks give the same bytes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import matplotlib
import typst

_TEMPLATES = Path(__file__).with_name("templates")


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Print a template of ours (``document`` or ``badges``) with its data."""
    return _compiled(template, data, "pdf")[0]


def pngs(svgs: Sequence[str], *, dots: int = 200) -> list[bytes]:
    """Turn vector pictures into pixels, for what cannot hold vectors; one call for all."""
    if not svgs:
        return []
    return _compiled("pictures", {"svgs": list(svgs)}, "png", dots)


def _compiled(
    template: str, data: dict[str, Any], kind: Literal["pdf", "png"], dots: int | None = None
) -> list[bytes]:
    # Typst sees this folder alone; the fonts are those of the figures, the same on every machine.
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "main.typ")
        source.write_bytes((_TEMPLATES / f"{template}.typ").read_bytes())
        text = json.dumps(data, ensure_ascii=False)
        Path(folder, "data.json").write_text(text, encoding="utf-8")
        made: Any = typst.compile(
            str(source),
            root=folder,
            font_paths=[str(Path(matplotlib.get_data_path(), "fonts", "ttf"))],
            ignore_system_fonts=True,
            format=kind,
            ppi=dots,
        )
    return made if isinstance(made, list) else [made]
