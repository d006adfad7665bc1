"""The words of headers, in French and English: here is where to add one.

A table maps our column to the headers, as slugs, that name it; the first that is found wins. What
a single platform writes is beside its reader.
"""

from __future__ import annotations

#: A table of initiatives, and of nearly anything else that a row describes.
INITIATIVES: dict[str, tuple[str, ...]] = {
    "initiative_id": ("initiative-id", "id", "identifiant", "code", "ref", "reference"),
    "title": ("title", "titre", "nom", "name", "intitule", "initiative", "nom-de-l-initiative",
              "nom-du-projet", "projet", "denomination", "libelle", "evenement", "action",
              "innovation", "nom-de-la-structure", "nom-structure", "label"),
    "summary": ("summary", "resume", "description", "description-fr", "descriptif", "presentation",
                "texte", "objet", "contenu"),
    "year": ("year", "annee", "annee-de-creation", "annee-de-debut", "date-de-creation", "debut",
             "year-start", "depuis", "creation", "an"),
    "date": ("date", "jour", "date-de-publication", "date-debut", "date-de-l-evenement", "quand"),
    "commune": ("commune", "ville", "city", "localite", "nom-commune", "municipalite"),
    "postcode": ("postcode", "code-postal", "cp", "codepostal"),
    "place": ("place", "lieu", "site", "nom-du-lieu"),
    "address": ("address", "adresse", "rue", "adresse-postale"),
    "lat": ("lat", "latitude", "bf-latitude", "geo-latitude"),
    "lon": ("lon", "lng", "long", "longitude", "bf-longitude", "geo-longitude"),
    "themes": ("themes", "theme", "thematique", "thematiques", "mots-cles", "mots-clefs", "tags",
               "categorie", "categories", "domaine", "domaines"),
    "x": ("x", "x-l93", "x-lambert93", "x-lambert-93", "coord-x", "est"),
    "y": ("y", "y-l93", "y-lambert93", "y-lambert-93", "coord-y", "nord"),
    "position": ("geo-point-2d", "geo-point", "geom", "geometry", "geometrie", "wkt", "coordonnees",
                 "coordonnees-gps", "gps", "geolocalisation", "position", "geo", "lat-lon"),
    "actors": ("acteurs", "acteur", "actors", "actor"),
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

#: Role, and the words (as slugs) that a cell says it with.
ROLES: dict[str, tuple[str, ...]] = {
    "porteur": ("porteur", "porteurs", "porteuse", "porteuses", "porteur-de-projet",
                "porteuse-de-projet", "porteur-du-projet", "porteur-principal",
                "structure-porteuse", "holder"),
    "partenaire": ("partenaire", "partenaires", "partenariat", "partner", "partners"),
    "financeur": ("financeur", "financeurs", "financeuse", "financement", "funder", "funders"),
    "accueil": ("accueil", "hebergeur", "lieu-d-accueil", "host"),
    "soutien": ("soutien", "soutiens", "appui", "support"),
    "membre": ("membre", "membres", "adherent", "adherents", "member", "members"),
    "autre": ("autre", "autres", "other"),
}  # fmt: skip

#: A list of ties; plurals are understood, here and below.
EDGES = {
    "source": ("source", "de", "from", "origine", "depart", "emetteur", "acteur-a", "actor-a",
               "acteur-1", "actor-1", "noeud-a", "noeud-1", "node-1", "organisation-a",
               "organisation-1", "structure-a", "structure-1"),
    "target": ("target", "cible", "vers", "a", "to", "destination", "destinataire", "arrivee",
               "acteur-b", "actor-b", "acteur-2", "actor-2", "noeud-b", "noeud-2", "node-2",
               "organisation-b", "organisation-2", "structure-b", "structure-2"),
    "weight": ("weight", "poids", "force", "valeur", "value", "ponderation"),
}  # fmt: skip
#: A list of who takes part in what.
AFFILIATIONS = {
    "actor": ("actor", "acteur", "nom-de-l-acteur", "nom-acteur", "actor-name", "organisme",
              "organisation", "organization", "structure", "association", "nom-de-la-structure",
              "personne", "person", "membre", "member", "participant", "partenaire", "adherent",
              "porteur", "woman", "actor-id", "id-acteur"),
    "initiative": ("initiative", "nom-de-l-initiative", "projet", "nom-du-projet", "project",
                   "evenement", "event", "nom-de-l-evenement", "action", "operation",
                   "activite", "activity", "rencontre", "atelier", "reunion", "manifestation",
                   "dispositif", "initiative-id", "id-initiative", "id-projet", "event-id"),
    "role": ("role", "fonction", "function", "qualite", "statut", "type-de-participation"),
    "year": ("year", "annee", "millesime", "an"),
    "weight": EDGES["weight"],
}  # fmt: skip

#: A table of nodes, beside one of ties.
NODES = {
    "id": ("id", "identifiant", "actor-id", "node", "nom", "name"),
    "label": ("label", "libelle", "nom", "name", "title", "titre"),
    "mode": ("mode",),
    "x": ("x",),
    "y": ("y",),
}

#: A list of who came to a meeting.
ATTENDANCE = {
    "actor": ("acteur", "structure", "organisme", "organisation", "participant", "actor", "nom"),
    "meeting": ("reunion", "rencontre", "seance", "meeting", "evenement"),
    "date": ("date", "jour", "le"),
    "status": ("presence", "statut", "status", "present", "venue", "etat"),
}

#: What sort of body an actor is.
KINDS = ("type", "kind", "statut", "nature", "type-de-structure", "statut-juridique", "categorie")

#: Words of a header whose digits are no quantity.
CODES = frozenset(
    {"id", "code", "codes", "cp", "insee", "siret", "siren", "rna", "tel", "telephone", "mobile",
     "fax", "phone", "postal", "postcode", "zip", "ref", "reference", "numero", "num",
     "identifiant", "departement", "dep", "naf", "ape", "uai", "finess"}
)  # fmt: skip
