"""Extracts of the national registers: associations (RNA, "Waldec") and companies (SIRENE).

They are CSV, read as any other; these are the names of their columns.
"""

from __future__ import annotations

#: Our column, and the register's.
RNA: dict[str, tuple[str, ...]] = {
    "initiative_id": ("id",),
    "title": ("titre", "titre_court"),
    "summary": ("objet",),
    "commune": ("adrs_libcommune",),
    "postcode": ("adrs_codepostal",),
    "url": ("siteweb",),
    "date": ("date_creat",),
}
SIRENE: dict[str, tuple[str, ...]] = {
    "initiative_id": ("siret",),
    "title": (
        "denominationUniteLegale", "enseigne1Etablissement", "denominationUsuelleEtablissement",
    ),
    "commune": ("libelleCommuneEtablissement",),
    "postcode": ("codePostalEtablissement",),
    "x": ("coordonneeLambertAbscisseEtablissement",),
    "y": ("coordonneeLambertOrdonneeEtablissement",),
    "date": ("dateCreationEtablissement",),
}  # fmt: skip
