"""Archives (.xlsx, .ods, .kmz, shapefiles) opened with care: they come from anyone.

The standard library's zipfile opens them, within bounds: sizes, names, and XML that declares
nothing. defusedxml tells a DOCTYPE before the root; where there is none no entity can exist, and
the standard library's parser, twice as fast, reads the rest.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from analysis.sources.rough import Source

_INFLATED = 500_000_000  # bytes of all parts, once inflated
_SMALL = 50_000_000  # bytes below which any ratio is fair
_RATIO = 200
_CHUNK = 1 << 20
_HELD = 2_000_000  # elements in memory at once: a row has at most some 100 000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Refused(ValueError):
    """What a person must mend, told in French."""


class Archive(ZipFile):
    """A zip whose parts are inflated by pieces: none can be larger than the archive says."""

    def read(self, name: str | ZipInfo, pwd: bytes | None = None) -> bytes:
        """Read a part whole."""
        with self.open(name) as part:
            return b"".join(iter(lambda: part.read(_CHUNK), b""))


@contextmanager
def legible(source: Source) -> Iterator[None]:
    """Say in French what a library stumbles on: a broken archive breaks it in many ways."""
    try:
        yield
    except Refused:
        raise
    except DefusedXmlException:
        raise Refused(
            f"{source.name} : contient une DTD ou des entités XML, qu'aucun outil n'écrit → ne "
            "pas s'y fier ; l'enregistrer à nouveau depuis l'outil qui l'a fait"
        ) from None
    except Exception as error:
        raise Refused(
            f"{source.name} : fichier abîmé ou tronqué ({type(error).__name__}) → l'enregistrer à "
            "nouveau depuis l'outil qui l'a fait"
        ) from error


def opened(source: Source) -> Archive:
    """Open an archive, once its names and its sizes are known to be fair.

    Raises
    ------
    ValueError
        For what is no archive, is protected by a password, or would fill the memory.
    """
    if source.content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in source.content:
            raise protected(source)
        raise Refused(
            f"{source.name} : ancien classeur Excel (.xls) → l'enregistrer en .xlsx ou en .ods"
        )
    try:
        archive = Archive(io.BytesIO(source.content))
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused(
            f"{source.name} : archive illisible ou tronquée → enregistrer ou exporter à nouveau"
        ) from None
    parts = archive.infolist()
    for part in parts:
        pieces = part.filename.replace("\\", "/").split("/")
        if ".." in pieces or pieces[0] == "" or pieces[0].endswith(":"):
            raise Refused(
                f"{source.name} : archive piégée, elle contient « {part.filename} » → ne pas s'y "
                "fier, demander le fichier d'origine"
            )
        if part.flag_bits & 1:
            raise protected(source)
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Refused(f"{source.name} : compression inconnue → l'enregistrer à nouveau")
    total = (sum(p.file_size for p in parts), sum(p.compress_size for p in parts))
    sizes = [total, *((p.file_size, p.compress_size) for p in parts)]
    if total[0] > _INFLATED or any(a > _SMALL and a > _RATIO * b for a, b in sizes):
        raise Refused(
            f"{source.name} : {total[0] // 1_000_000} Mo une fois décompressé, c'est trop → n'en "
            "garder que l'utile, ou l'enregistrer en CSV"
        )
    return archive


def protected(source: Source) -> Refused:
    """Give the error for a file under a password."""
    return Refused(f"{source.name} : protégé par un mot de passe → l'enregistrer sans mot de passe")


def declares_nothing(archive: Archive, name: str) -> None:
    """Raise where a part has a DOCTYPE: it can stand only before the root, where we stop."""
    with archive.open(name) as part:
        next(iterparse(part, events=("start",), forbid_dtd=True), None)


def parsed(
    archive: Archive,
    name: str,
    events: tuple[Literal["start", "end"], ...] = ("end",),
    *,
    unit: str = "",
) -> Iterator[tuple[str, ElementTree.Element]]:
    """Parse a part, element by element; who reads it clears each element of tag ``unit``."""
    declares_nothing(archive, name)
    held = 0
    with archive.open(name) as part:
        for event, element in ElementTree.iterparse(part, events):
            yield event, element
            held = 0 if element.tag == unit else held + 1
            if held > _HELD:
                raise MemoryError(name)
