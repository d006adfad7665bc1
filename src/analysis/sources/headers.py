"""Which column is what: French and English headers of the field's spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.sources.values import slug

#: Our column, and the headers (as slugs) that name it; the first found wins.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "initiative_id": ("initiative-id", "id", "identifiant", "code", "ref", "reference"),
    "title": ("title", "titre", "nom", "name", "intitule", "initiative", "nom-de-l-initiative",
              "nom-du-projet", "projet", "denomination", "libelle"),
    "summary": ("summary", "resume", "description", "description-fr", "descriptif", "presentation",
                "texte", "objet", "contenu"),
    "year": ("year", "annee", "annee-de-creation", "annee-de-debut", "date-de-creation", "debut",
             "year-start", "depuis", "date", "creation"),
    "commune": ("commune", "ville", "city", "localite", "nom-commune", "municipalite"),
    "postcode": ("postcode", "code-postal", "cp", "codepostal"),
    "place": ("place", "lieu", "site", "nom-du-lieu"),
    "address": ("address", "adresse", "rue", "adresse-postale"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
    "themes": ("themes", "theme", "thematique", "thematiques", "mots-cles", "mots-clefs", "tags",
               "categorie", "categories", "domaine", "domaines"),
    "url": ("url", "site-web", "site-internet", "web", "lien", "website"),
    "source_url": ("source-url", "source", "url-source"),
}  # fmt: skip

#: Role, and the headers whose cells name the actors who have it.
PARTICIPANTS: dict[str, tuple[str, ...]] = {
    "porteur": ("porteur", "porteurs", "porteur-de-projet", "structure", "structure-porteuse",
                "organisme", "organisation", "association", "holder", "organisation-porteuse"),
    "partenaire": ("partenaire", "partenaires", "partners", "partenariat", "partenariats"),
    "financeur": ("financeur", "financeurs", "financement", "financements", "funders"),
    "accueil": ("accueil", "lieu-d-accueil", "hebergeur"),
    "soutien": ("soutien", "soutiens", "appui"),
    "membre": ("membre", "membres", "members", "adherents"),
}  # fmt: skip


def guess(header: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Propose which column of a file is what, by its header.

    Parameters
    ----------
    header
        The column names of the file.

    Returns
    -------
        Our column names with the file's, and roles with the file's columns of actors. A column is
        used once; those that nothing names stay out.
    """
    slugs = {slug(h): h for h in reversed(header) if h.strip()}
    used: set[str] = set()

    def first(names: Sequence[str]) -> str | None:
        found = next((slugs[n] for n in names if n in slugs and slugs[n] not in used), None)
        if found:
            used.add(found)
        return found

    participants = {role: h for role, names in PARTICIPANTS.items() if (h := first(names))}
    columns = {name: h for name, names in SYNONYMS.items() if (h := first(names))}
    return columns, participants
