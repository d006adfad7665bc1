"""The geocoder's client, against a server of our own that answers in the published form."""

import csv
import io
from contextlib import contextmanager
from email import message_from_bytes

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from analysis import __main__ as cli
from analysis import places
from tests.serving import serving

#: What the service knows: address → label, score, type, citycode, lat, lon.
KNOWN = {
    "214 rue Jean Jaurès": ("214 Rue Jean Jaurès 29200 Brest", "0.97", "housenumber", "29019",
                            "48.4012", "-4.4723"),
    "rue de Siam": ("Rue de Siam 29200 Brest", "0.91", "street", "29019", "48.3862", "-4.4893"),
    "Brest": ("Brest", "0.95", "municipality", "29019", "48.39", "-4.48"),
    "12 rue du Moulin": ("12 Rue du Moulin 97400 Saint-Denis", "0.88", "housenumber", "97411",
                         "-20.88", "55.45"),
    "3 place Guérin": ("3 Place Guérin 29860 Plabennec", "0.81", "housenumber", "29160", "48.5",
                       "-4.43"),
    "chez Paul": ("Rue Paul 29200 Brest", "0.31", "street", "29019", "48.4", "-4.5"),
}  # fmt: skip
RESULT = ["latitude", "longitude", "result_label", "result_score", "result_score_next",
          "result_type", "result_citycode", "result_status"]  # fmt: skip


def answered(sent: bytes, kind: str) -> tuple[bytes, dict[str, str]]:
    """Answer a form as the service does: the rows sent, and the columns of their results."""
    form = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + sent)
    parts = {p.get_param("name", header="content-disposition"): p.get_payload(decode=True)
             for p in form.get_payload()}  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(parts.pop("data").decode("utf-8"))))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [*rows[0], *RESULT], restval="")
    writer.writeheader()
    for row in rows:
        found = KNOWN.get(row["address"])
        if found:
            label, score, type_, code, lat, lon = found
            row |= {"latitude": lat, "longitude": lon, "result_label": label,
                    "result_score": score, "result_type": type_, "result_citycode": code,
                    "result_status": "ok"}  # fmt: skip
        else:
            row |= {"result_status": "not-found"}
        writer.writerow(row)
    return stream.getvalue().encode("utf-8"), {k: v.decode() for k, v in parts.items()}


@contextmanager
def service(*script):
    """Serve; `script` says what the first requests get ("429", "500", "nonsense"), then answers."""
    steps, forms = list(script), []

    def answer(request):
        sent = request.rfile.read(int(request.headers["Content-Length"]))
        step = steps.pop(0) if steps else ""
        if step.isdigit() or step == "nonsense":
            return int(step) if step.isdigit() else 200, b"<html>maintenance</html>"
        content, form = answered(sent, request.headers["Content-Type"])
        forms.append((request.path, form, content))
        return 200, content

    with serving(answer, wait="3") as address:
        yield address, forms


def addresses(*texts: str, code: str = "29019") -> pd.DataFrame:
    return pd.DataFrame(
        {"initiative_id": [f"i{k}" for k in range(len(texts))], "address": texts,
         "postcode": "29200", "citycode": code},
    )  # fmt: skip


WITHIN = pd.Series(["29019", "29160"])


def on_disk(path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["initiative_id"]: row for row in csv.DictReader(stream)}


def test_answers_are_decisions_with_their_precision_or_their_reason(tmp_path):
    path = tmp_path / "decisions" / "places.csv"
    asked = addresses(
        "214 rue Jean Jaurès", "rue de Siam", "Brest", "12 rue du Moulin", "3 place Guérin",
        "chez Paul", "nulle part",
    )  # fmt: skip
    with service() as (url, forms):
        added = places.geocode(asked, path, within=WITHIN, service=url + "/geocodage/")
    assert [(form[0], form[1]) for form in forms] == [
        ("/geocodage/search/csv",
         {"columns": "address", "postcode": "postcode", "citycode": "citycode"}),
    ]  # fmt: skip
    rows = on_disk(path)
    assert (rows["i0"]["lon"], rows["i0"]["lat"]) == ("-4.472300", "48.401200")
    assert [rows[f"i{k}"]["precision"] for k in range(7)] == ["address", "street", *[""] * 5]
    reasons = ["0.97", "0.91", "pas plus précis", "hors de l'étendue", "dans une autre commune",
               "trop peu sûr", "aucun résultat"]  # fmt: skip
    assert all(reason in rows[f"i{k}"]["why"] for k, reason in enumerate(reasons))
    assert added["initiative_id"].tolist() == list(rows)
    assert all(row["who"] == "géocodeur" for row in rows.values())


def test_what_a_person_decided_stays_and_is_not_asked_again(tmp_path):
    path = tmp_path / "places.csv"
    own = 'initiative_id,commune_code,who,when,why\ni9,29019,Léa,2026-01-01,"ici, près du port"\n'
    path.write_text(own, encoding="utf-8")
    with service() as (url, _):
        places.geocode(addresses("rue de Siam"), path, within=WITHIN, service=url)
    rows = on_disk(path)
    assert rows["i9"]["why"] == "ici, près du port"
    assert rows["i0"]["precision"] == "street"
    frame = pd.DataFrame(
        {"initiative_id": ["i0", "i9", "i2", "i3", "i4"], "commune_code": ["29019"] * 5,
         "address": ["rue de Siam", "quai", "rue X", " ", "rue Y"],
         "precision": ["commune", "commune", "commune", "commune", "place"]},
    )  # fmt: skip
    asked = places.to_geocode(frame, pd.read_csv(path, dtype="str"))
    assert asked.to_dict("records") == [
        {"initiative_id": "i2", "address": "rue X", "postcode": "", "citycode": "29019"}
    ]


def test_a_busy_service_is_waited_for(tmp_path):
    waited = []
    with service("429", "500", "") as (url, forms):
        places.geocode(
            addresses("rue de Siam"), tmp_path / "p.csv", within=WITHIN, service=url,
            sleep=waited.append,
        )  # fmt: skip
    assert len(forms) == 1
    assert waited == [3.0, 2.0, 4.0]  # what it asks for, then twice as long at each try
    assert on_disk(tmp_path / "p.csv")["i0"]["precision"] == "street"


def test_what_was_answered_before_the_service_fell_is_kept(tmp_path):
    path = tmp_path / "p.csv"
    asked = addresses("214 rue Jean Jaurès", "rue de Siam", "nulle part")
    with (
        service("", *["503"] * 9) as (url, _),
        pytest.raises(places.ServiceUnavailable, match=r"503.*réessayer plus tard"),
    ):
        places.geocode(asked, path, within=WITHIN, service=url, at_once=1, sleep=lambda _: None)
    assert list(on_disk(path)) == ["i0"]
    rest = asked[~asked["initiative_id"].isin(on_disk(path))]
    with service() as (url, forms):
        places.geocode(rest, path, within=WITHIN, service=url)
    assert list(on_disk(path)) == ["i0", "i1", "i2"]
    assert len(forms) == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [(("nonsense",), "autre chose que son CSV"), (("404",), "réponse 404"),
     (("429",) * 9, "réponse 429")],
)  # fmt: skip
def test_a_service_that_is_none_is_named(tmp_path, script, said):
    with service(*script) as (url, _), pytest.raises(places.ServiceUnavailable, match=said):
        places.geocode(
            addresses("rue de Siam"), tmp_path / "p.csv", within=WITHIN, service=url,
            sleep=lambda _: None,
        )  # fmt: skip
    assert not (tmp_path / "p.csv").exists()


def test_nobody_at_the_other_end(tmp_path):
    with pytest.raises(places.ServiceUnavailable, match="ConnectionError"):
        places.geocode(
            addresses("rue de Siam"), tmp_path / "p.csv", within=WITHIN,
            service="http://127.0.0.1:9", sleep=lambda _: None,
        )  # fmt: skip


def test_the_answers_place_the_next_run(tmp_path):
    path = tmp_path / "places.csv"
    with service() as (url, _):
        places.geocode(
            addresses("214 rue Jean Jaurès", "chez Paul"), path, within=WITHIN, service=url
        )
    square = gpd.GeoDataFrame(
        {"commune_code": ["29019"], "commune": ["Brest"], "epci_code": ["1"], "epci": ["Ici"],
         "departement": ["29"], "population": [1], "in_focus": [True], "lon": [-4.48],
         "lat": [48.39]},
        geometry=[box(-4.6, 48.3, -4.4, 48.5)], crs="EPSG:4326",
    )  # fmt: skip
    rows = pd.DataFrame({"initiative_id": ["i0", "i1"], "commune": "Brest"})
    placed, _ = places.locate(rows, square, decisions=pd.read_csv(path, dtype="str"))
    assert placed["precision"].tolist() == ["address", "commune"]
    assert placed.geometry.x.tolist() == [-4.4723, -4.48]


def test_the_command_says_what_it_asked_and_what_was_placed(small_study, capsys):
    with service() as (url, forms):
        assert cli.main(["geocode", str(small_study), "--service", url]) == 0
    assert "0 adresse(s) demandée(s), 0 placée(s)" in capsys.readouterr().out
    assert forms == []  # the small study has no address, and nothing goes out
