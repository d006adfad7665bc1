"""Where each initiative is, how sure that is, and what could not be placed.

Nothing is placed by guess: a name that may mean two communes, a spelling one letter off, a point
outside the territory stay unplaced, and the report says what a person has to settle.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from analysis.places.coordinates import Known, Note, accept
from analysis.places.names import departements, fold, postcode, recognise
from analysis.places.outlines import DEGREES

_TO_SETTLE = "non placée : à trancher dans decisions/places.csv"
_ACTIONS = {
    "empty": "non placée",
    "wider": "non placée, comptée à part",
    "unknown": "non placée : corriger le nom, ou élargir l'étendue",
    "near": "non placée : corriger le nom si c'est bien elle",
}


class _Claim(NamedTuple):
    """The commune that an initiative's words mean; without a code, ``how`` says why."""

    code: str | None
    how: str
    candidates: tuple[str, ...] = ()
    postcode: str = ""


def locate(
    initiatives: pd.DataFrame,
    territories: gpd.GeoDataFrame,
    *,
    points: pd.DataFrame | None = None,
    former: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    wider: Iterable[str] = (),
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Place initiatives at their known point, else in their commune, else nowhere.

    Parameters
    ----------
    initiatives
        initiative_id and, where there are any, commune (as typed), commune_code (INSEE),
        postcode, place, address.
    territories
        The communes where a location is accepted, as :func:`territories` makes them.
    points
        Known points: initiative_id, lon, lat (degrees) and, where known, precision ("address",
        "street"; "place" by default).
    former
        Communes that others took in: former_name, commune_code.
    decisions
        What a person settled, above all else: initiative_id with commune_code, or with lon and lat
        (and precision), or with all of them.
    wider
        Names of territories wider than a commune ("pays de Brest"); those of EPCIs are known.

    Returns
    -------
    placed
        The initiatives as given, with commune (official name) and commune_code (NA if unknown),
        precision, in_focus (NA if unknown) and geometry (Point or None, EPSG:4326; of precision
        "commune", the commune's own point).
    report
        One remark a row: row (an initiative_id), column, value, problem, action, in French;
        remarks on points first, then in the order of the initiatives.

    Raises
    ------
    ValueError
        For an initiative_id that is missing or not unique, or a decision on an unknown commune or
        initiative: all of them named.

    Notes
    -----
    A point that falls in another commune than the one written keeps both facts. A point at most
    500 m off shore belongs to the nearest commune; one refused leaves the initiative to its
    commune. A postcode chooses between communes of one name, and rules out another département.
    """
    names = dict(zip(territories["commune_code"], territories["commune"], strict=True))
    decided = _checked(initiatives, decisions, names)
    known: dict[str, Known] = {}
    notes: list[Note] = []
    for source in (points, decided.dropna(subset=["lon", "lat"])):
        if source is not None and len(source):
            kept, refused = accept(source, territories)
            known |= kept
            notes += refused
    notes += _strays(initiatives, points)
    claims = _claims(initiatives, territories, former)
    for initiative, code in decided[["initiative_id", "commune_code"]].to_numpy():
        claim = _Claim(code, "decided") if isinstance(code, str) else claims[initiative]
        claims[initiative] = claim._replace(postcode="")
    larger = {fold(name) for name in [*wider, *territories["epci"].dropna().unique()]}
    own = dict(zip(territories["commune_code"], territories["departement"], strict=True))
    say = _Sayings(territories)
    named_so = {fold(name) for name in territories["commune"]}
    ids = initiatives["initiative_id"].tolist()
    typed, places = (_texts(initiatives, column).tolist() for column in ("commune", "place"))
    rows = []
    for initiative, text, place in zip(ids, typed, places, strict=True):
        claim, point = claims[initiative], known.get(initiative)
        if claim.how == "empty" and fold(place) in larger:
            claim = claim._replace(how="wider")
        code = claim.code
        if point and not code:
            code = next((c for c in point.codes if c in claim.candidates), point.codes[0])
            if claim.postcode and own[code] not in departements(claim.postcode):
                claim, code, point = _Claim(None, "foreign", (code,), claim.postcode), None, None
        precision = point.precision if point else "commune" if code else None
        rows.append((code, precision or ("wider" if claim.how == "wider" else "none"), point))
        if place and code and not text and claim.how != "decided" and fold(place) in named_so:
            said = ("lieu qui porte le nom d'une commune", "lu comme commune")
            notes.append(Note(initiative, "place", place, *said))
        if remark := say.remark(claim, code, point):
            column, value = ("commune", text) if text else ("place", place)
            notes.append(Note(initiative, column, value, *remark))
    placed = _placed(initiatives, territories, rows)
    return placed, pd.DataFrame(notes, columns=Note._fields)


def _placed(
    initiatives: pd.DataFrame, territories: gpd.GeoDataFrame, rows: list[tuple]
) -> gpd.GeoDataFrame:
    """Give the initiatives the columns that say where they are."""
    found = pd.DataFrame(rows, columns=["code", "precision", "point"], index=initiatives.index)
    communes = territories.set_index("commune_code")
    own = communes.reindex(found["code"])
    lon = [p.lon if p else x for p, x in zip(found["point"], own["lon"], strict=True)]
    lat = [p.lat if p else y for p, y in zip(found["point"], own["lat"], strict=True)]
    geometry = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=initiatives.index, crs=DEGREES)
    columns = {
        "commune": own["commune"].astype("str").to_numpy(),
        "commune_code": found["code"].astype("str"),
        "precision": found["precision"].astype("str"),
        "in_focus": own["in_focus"].astype("boolean").array,
    }
    frame = pd.DataFrame(initiatives).drop(columns=["geometry"], errors="ignore").assign(**columns)
    somewhere = geometry.x.notna()  # a point of no number is not empty, and is nowhere
    return gpd.GeoDataFrame(frame, geometry=geometry.where(somewhere, None))


def _checked(
    initiatives: pd.DataFrame, decisions: pd.DataFrame | None, names: dict[str, str]
) -> pd.DataFrame:
    """Return the decisions with all their columns, once identifiers and codes are right."""
    ids = initiatives["initiative_id"]
    problems = [f"initiative sans identifiant, ligne {i}" for i in ids.index[ids.isna()]]
    problems += [f"identifiant répété : {i}" for i in ids[ids.duplicated()].dropna().unique()]
    columns = ["initiative_id", "commune_code", "lon", "lat", "precision"]
    decided = pd.DataFrame(columns=columns) if decisions is None else decisions
    decided = decided.reindex(columns=columns)
    for column, allowed in (("initiative_id", set(ids)), ("commune_code", set(names))):
        wrong = decided[column].dropna()
        wrong = wrong[~wrong.isin(allowed)]
        problems += [f"decisions/places.csv, {column} inconnu : {value}" for value in wrong]
    if problems:
        raise ValueError(f"{len(problems)} problème(s) : {' ; '.join(problems)}.")
    return decided


def _strays(initiatives: pd.DataFrame, points: pd.DataFrame | None) -> list[Note]:
    if points is None:
        return []
    unknown = points.loc[~points["initiative_id"].isin(initiatives["initiative_id"])]
    return [
        Note(i, "initiative_id", i, "point d'une initiative inconnue", "point écarté")
        for i in unknown["initiative_id"]
    ]


def _claims(
    initiatives: pd.DataFrame, territories: pd.DataFrame, former: pd.DataFrame | None
) -> dict[str, _Claim]:
    """Read what the words of each initiative say of its commune: its code, its name, or both."""
    postcodes = _texts(initiatives, "postcode")
    postcodes = postcodes.where(postcodes != "", _texts(initiatives, "address")).map(postcode)
    texts = _texts(initiatives, "commune")
    texts = texts.where(texts != "", _places_named_as_communes(initiatives, territories))
    found = recognise(texts, territories, postcodes=postcodes, former=former)
    named = [
        _Claim(code if isinstance(code, str) else None, *rest) for code, *rest in found.to_numpy()
    ]
    codes = _texts(initiatives, "commune_code")
    codes = codes.where(codes.str.len() != 4, "0" + codes)  # the zero that spreadsheets eat
    known = set(territories["commune_code"])
    claims = [
        _with_code(claim, code, known) if code else claim
        for claim, code in zip(named, codes, strict=True)
    ]
    return dict(zip(initiatives["initiative_id"], claims, strict=True))


def _places_named_as_communes(initiatives: pd.DataFrame, territories: pd.DataFrame) -> pd.Series:
    """Give the place of initiatives without commune where it is a commune's name, else nothing."""
    places = _texts(initiatives, "place")
    names = {fold(name) for name in territories["commune"]}
    bare = (_texts(initiatives, "commune") == "") & (_texts(initiatives, "commune_code") == "")
    return places.where(bare & places.map(fold).isin(names), "")


def _with_code(named: _Claim, code: str, known: set[str]) -> _Claim:
    """Hold a written code against the name beside it: they agree, or nobody is believed."""
    meant = (named.code,) if named.code else named.candidates
    if code not in known:
        return named._replace(code=None, how="elsewhere" if meant else "unknown", candidates=meant)
    if code in meant or not meant:
        return named._replace(code=code, how="code")
    return named._replace(code=None, how="contrary", candidates=(code, *meant))


def _texts(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as stripped text, empty where there is none."""
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[column].astype("str").fillna("").str.strip()


class _Sayings:
    """What the report says, in French."""

    def __init__(self, territories: pd.DataFrame) -> None:
        rows = territories.set_index("commune_code")
        self.names = rows["commune"].to_dict()
        self.epci = rows["epci"].fillna("sans EPCI").to_dict()

    def remark(self, claim: _Claim, code: str | None, point: Known | None) -> tuple | None:
        """Give problem and action, or None where words and point raise no question."""
        if point and claim.code and claim.code not in point.codes:
            there = self.names[point.codes[0]]
            return f"le point tombe à {there}", "point et commune gardés tels quels : à vérifier"
        if claim.how == "former":
            return "ancienne commune", f"placée à {self.names[claim.code]}"
        if claim.code:
            return None
        listed = ", ".join(f"{c} {self.names[c]} ({self.epci[c]})" for c in claim.candidates)
        problem = {
            "empty": "pas de commune",
            "wider": "pas de commune, mais un territoire plus large",
            "unknown": "commune inconnue dans l'étendue de l'étude",
            "near": f"commune inconnue ; d'un nom proche : {listed}",
            "ambiguous": f"plusieurs communes de ce nom : {listed}",
            "elsewhere": f"le code ou le département écrit n'est pas celui de {listed}",
            "foreign": f"le code postal {claim.postcode} n'est pas celui du point, à {listed}",
            "contrary": f"code et nom disent deux communes : {listed}",
        }[claim.how]
        if code:
            return problem, f"commune lue du point : {self.names[code]}"
        return problem, _ACTIONS.get(claim.how, _TO_SETTLE)
