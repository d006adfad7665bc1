"""Portraits: facts by hand, nothing invented, nobody hidden shown, text inert, steady bytes."""

import csv
import io
import re
import zipfile
from types import SimpleNamespace

import docx
import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from analysis import encounters, portraits
from analysis.portraits import editing, facts, pictures, questioning, reading

EVIL = '<script>alert(1)</script> #set page(width: 1cm) $x$ {{ 7 * 7 }} =cmd|"/c calc"'

ACTORS = pd.DataFrame(
    {
        "actor_id": ["a", "b", "c", "d", "p"],
        "name": ["Vélo pour tous", "Jardin & cie", "Élan", EVIL, "Jeanne Secrète"],
        "kind": ["association", None, "collectif", None, "personne"],
        "commune": ["Brest", None, "Crozon", None, None],
        "publishable": [True, True, True, True, False],
    }
)
INITIATIVES = gpd.GeoDataFrame(
    {
        "initiative_id": ["1", "2", "3", "4"],
        "title": ["Atelier vélo", "Potager", "Fête", "Repas"],
        "summary": ["On répare.", None, None, None],
        "year": pd.array([2010, 2015, None, None], dtype="Int64"),
        "commune": ["Brest", "Crozon", None, "Brest"],
        "commune_code": ["29019", "29042", None, "29019"],
        "url": ["https://exemple.fr/velo", "javascript:alert(1)", None, None],
        "how_to": ["Un guide.", None, None, None],
        "in_focus": [True, True, None, True],
    },
    geometry=[Point(-4.5, 48.4), Point(-4.5, 48.25), Point(), Point(-4.5, 48.4)],
    crs="EPSG:4326",
)
TAKES = pd.DataFrame(
    [("1", "a", "porteur"), ("1", "b", "partenaire"), ("2", "b", "porteur"), ("2", "p", "membre"),
     ("3", "p", "membre"), ("3", "c", "porteur"), ("4", "d", "porteur")],
    columns=["initiative_id", "actor_id", "role"],
)  # fmt: skip
TERRITORIES = gpd.GeoDataFrame(
    {
        "commune_code": ["29019", "29042", "29099"], "commune": ["Brest", "Crozon", "Vide"],
        "epci_code": ["E1", "E2", "E2"], "epci": ["Métropole", "Presqu'île", "Presqu'île"],
        "population": [1000, 300, 200], "in_focus": True,
    },
    geometry=[box(-4.6, y, -4.4, y + 0.1) for y in (48.35, 48.2)] + [box(-4.4, 48.2, -4.3, 48.3)],
    crs="EPSG:4326",
)  # fmt: skip
GROUPS = pd.DataFrame(
    {
        "initiative_id": list("1234"),
        "group": [0, 1, 1, 0],
        "name": ["Vélo", "Jardins", "Jardins", "Vélo"],
    }
)
OFFERS = pd.DataFrame(
    [("a", "offer", "soudure"), ("c", "need", "soudure")], columns=["actor_id", "kind", "subject"]
)


def results(**changed):
    corpus = SimpleNamespace(
        initiatives=INITIATIVES, actors=ACTORS, participations=TAKES, territories=TERRITORIES,
        offers=OFFERS, attendance=None, meetings=None,
    )  # fmt: skip
    found = {
        "corpus": corpus,
        "groups": GROUPS,
        "ties": pd.DataFrame(
            {"actor_a": ["a", "b", "c"], "actor_b": ["b", "p", "p"], "shared": 1, "strength": 1.0}
        ),
        "communities": pd.DataFrame({"actor_id": list("abcdp"), "community": [0, 0, 1, None, 0]}),
        "suggestions": pd.DataFrame(
            {
                "actor_id": ["a", "c"],
                "rank": 1,
                "other_id": ["c", "p"],
                "score": 1.0,
                "reason": ["Même thème.", "Secret."],
            }
        ),
        "ambassadors": pd.DataFrame(
            {"group": [0], "name": ["Vélo"], "rank": [1], "actor_id": ["a"]}
        ),
        "reuse": pd.DataFrame(
            {
                "area_code": ["E2"],
                "group": [0],
                "name": ["Vélo"],
                "rank": [1],
                "initiative_id": ["1"],
                "km": [16.7],
                "actor_id": ["a"],
            }
        ),
        "aims": pd.DataFrame(
            {
                "initiative_id": list("1234"),
                "aim": ["lien", "lien", None, "lien"],
                "source": ["personne", "machine", "machine", "machine"],
            }
        ),
        "territory_reach": pd.DataFrame(
            {"commune_code": ["29019", "29042", "29099"], "km": [0.0, 0.0, 9.0]}
        ),
        "pairs_to_portray": pd.DataFrame({"actor_a": ["a"], "actor_b": ["c"]}),
    } | changed
    return SimpleNamespace(**found)


@pytest.fixture(scope="module")
def made():
    return portraits.Portraits(results(), title="Étude", focus="pays")


def test_the_facts_of_an_actor_by_hand():
    known = facts.of_actor(facts.Knowledge(results()), "b")
    assert [(i["title"], i["year"], i["roles"]) for i in known["initiatives"]] == [
        ("Potager", 2015, ["porteur"]), ("Atelier vélo", 2010, ["partenaire"]),
    ]  # fmt: skip
    assert known["since"] == 2010
    assert [(p["name"], p["shared"], p["through"]) for p in known["partners"]] == [
        ("Vélo pour tous", 1, ["Atelier vélo"])
    ]  # not Jeanne, who may not be shown
    assert known["communes"] == ["Crozon", "Brest"]
    assert known["themes"] == [{"name": "Jardins", "n": 1}, {"name": "Vélo", "n": 1}]
    assert known["brings"] == known["seeks"] == []
    pages = [i["page"] for i in known["initiatives"]]
    assert pages == [None, "https://exemple.fr/velo"]  # never javascript:


def test_a_pair_by_hand():
    known = facts.of_pair(facts.Knowledge(results()), "a", "c")
    assert known["themes"] == []
    assert known["own_themes"] == [["Vélo"], ["Jardins"]]
    assert known["gives"] == [["soudure"], []]
    # a – b (Atelier vélo) – Jeanne (Potager), not named – c (Fête).
    assert known["way"] == [
        {"name": "Jardin & cie", "through": "Atelier vélo"},
        {"name": None, "through": "Potager"},
        {"name": "Élan", "through": "Fête"},
    ]
    assert facts.of_pair(facts.Knowledge(results()), "a", "d")["way"] is None
    with pytest.raises(ValueError, match="deux fois le même"):
        facts.of_pair(facts.Knowledge(results()), "a", "a")


def test_who_may_not_be_shown_is_in_no_page(made, tmp_path):
    assert made.actors == ["d", "c", "b", "a"]  # by name, accents set aside
    written = portraits.write_portraits(
        made, tmp_path, pairs=[("a", "c")], documents=True, title="Livret"
    )
    for path in written:
        content = path.read_bytes()
        if path.suffix == ".docx":
            content = b"".join(
                zipfile.ZipFile(path).read(n) for n in zipfile.ZipFile(path).namelist()
            )
        assert b"Jeanne" not in content
        assert b"Secret." not in content
    with pytest.raises(ValueError, match="pas marqué publiable"):
        made.actor("p")
    with pytest.raises(ValueError, match="pas un acteur"):
        made.actor("zz")


def test_a_title_longer_than_a_property_holds_is_cut_there_alone():
    title = "Très long nom " * 30
    made = docx.Document(io.BytesIO(editing.docx(title, [])))
    assert len(made.core_properties.title) == 255
    assert title.startswith(made.core_properties.title.removesuffix("…"))


def test_lines_to_write_on_go_from_margin_to_margin_of_a_french_page(made):
    document = docx.Document(io.BytesIO(portraits.to_docx(made.pair("a", "d"))))
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    lines = [p for p in document.paragraphs if p.text == "\t"]
    assert lines
    written = section.page_width - section.left_margin - section.right_margin
    for line in lines:
        (stop,) = line.paragraph_format.tab_stops
        assert abs(stop.position - written) < 1000  # in EMU: a fraction of a hair
        assert stop.leader == docx.enum.text.WD_TAB_LEADER.DOTS


def test_what_files_hold_is_text_everywhere(made):
    page = made.actor("d")
    html = portraits.to_html(page)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7 * 7 }}" in html
    assert "default-src 'none'" in html
    words = "\n".join(p.text for p in docx.Document(io.BytesIO(portraits.to_docx(page))).paragraphs)
    assert EVIL in words
    assert portraits.to_pdf([page]).startswith(b"%PDF")  # nothing was taken for markup
    crossed = portraits.to_html(made.pair("a", "d"))
    assert "<script" not in crossed


def test_what_is_unknown_is_a_blank_and_never_an_answer(made):
    body = made.actor("c").body
    blanks = re.findall(r'<p class="blank">(.*?)</p>', body)
    assert (
        "Qu&#39;apportez-vous aux autres ?" in blanks
    )  # it says what it seeks, not what it brings
    assert "Que cherchez-vous ?" not in blanks
    assert "Cherche : soudure." in body
    assert "Où agissez-vous ?" in blanks
    assert any("Aucun partenaire connu" in b for b in blanks)
    assert "Un guide." in made.actor("a").body


def test_questions_follow_the_facts(tmp_path):
    known = facts.Knowledge(results())
    asked = questioning.for_actor(facts.of_actor(known, "a"), "fr")
    assert any("« Atelier vélo »" in q for q in asked)
    assert any("Jardin & cie" in q for q in asked)
    assert any("Élan" in q for q in asked)  # suggested
    assert not any("refaire" in q for q in asked)  # a how-to is known
    assert not any("{" in q for q in asked)
    assert questioning.for_actor(facts.of_actor(known, "a"), "en")[0].startswith("What gave rise")
    crossed = questioning.for_pair(facts.of_pair(known, "a", "c"), "fr")
    assert any("(soudure)" in q for q in crossed)
    own = tmp_path / "q.toml"
    own.write_text('[[actor]]\nwhen = "alone"\nfr = "Seul ?"\n', encoding="utf-8")
    grid = questioning.read_questions(own)
    assert questioning.for_actor(facts.of_actor(known, "c"), "fr", grid) == ["Seul ?"]
    own.write_text('[[pair]]\nwhen = "jamais"\nfr = "?"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"\[\[pair\]\] n° 1 : il faut"):
        questioning.read_questions(own)


def test_the_page_of_an_elected_person_by_hand(made):
    assert made.territories == ["E1", "E2"]
    body = made.territory("E2").body
    assert "Une initiative connue pour 500 habitants et 2 communes, dont 1 sans aucune" in body
    assert "3 dans tout le territoire étudié ; sans lieu connu : 1." in body
    assert "<tr><td>Vélo</td><td>0</td><td>2</td>" in body
    assert "<tr><td>Jardins</td><td>1</td><td>1</td><td>Potager</td></tr>" in body
    assert "<tr><td>lien</td><td>1</td><td>3</td></tr>" in body
    assert "pour 2 initiatives sur 3" in body
    assert "60\u202f% des habitants" in body  # 300 of 500 within 5 km
    assert "<td>Vélo</td><td>Atelier vélo</td><td>17</td><td>Vélo pour tous</td>" in body
    assert "Vide." in body
    assert "Jeanne" not in body
    assert "une initiative ici, comme porteur" in body
    with pytest.raises(ValueError, match="n'est pas un EPCI"):
        made.territory("E9")


def test_a_template_of_ones_own_makes_all_three_forms(tmp_path):
    (tmp_path / "actor.html").write_text(
        "<h1>{{ name }}</h1><p>Mon gabarit <em>à moi</em>.</p>", encoding="utf-8"
    )
    own = portraits.Portraits(results(), templates=tmp_path)
    page = own.actor("a")
    assert "Mon gabarit" in portraits.to_html(page)
    words = [p.text for p in docx.Document(io.BytesIO(portraits.to_docx(page))).paragraphs]
    assert "Mon gabarit à moi." in words
    (tmp_path / "actor.html").write_text("<h1>{{ nom }}</h1>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"gabarit actor\.html : 'nom' is undefined"):
        portraits.Portraits(results(), templates=tmp_path).actor("a")
    (tmp_path / "actor.html").write_text("<h1>\n{% if %}</h1>", encoding="utf-8")
    with pytest.raises(ValueError, match="ligne 2"):
        portraits.Portraits(results(), templates=tmp_path).actor("a")
    with pytest.raises(ValueError, match="pas un dossier"):
        portraits.Portraits(results(), templates=tmp_path / "rien")


def test_the_same_facts_give_the_same_bytes(made):
    again = portraits.Portraits(results(), title="Étude", focus="pays")
    pages, others = ([p.actor(x) for x in p.actors] for p in (made, again))
    assert portraits.to_pdf(pages, index=True) == portraits.to_pdf(others, index=True)
    assert portraits.to_docx(pages[0]) == portraits.to_docx(others[0])
    assert list(map(portraits.to_html, pages)) == list(map(portraits.to_html, others))
    with pytest.raises(ValueError, match="no page"):
        portraits.to_pdf([])


def test_english_labels(made):
    page = portraits.Portraits(results(), lang="en").actor("a")
    assert "What it does" in page.body
    assert "Ce qu" not in page.body
    assert '<html lang="en">' in portraits.to_html(page)
    with pytest.raises(ValueError, match="'de'"):
        portraits.Portraits(results(), lang="de")


def test_blocks_of_html():
    found = reading.blocks(
        "<h1>A &amp; B</h1> <p class='lead'>x\n  y</p><ul><li><strong>un</strong> deux</li></ul>"
        "<table><tr><th>k</th><td>v</td></tr><tr><td>seul</td></tr></table>texte nu"
        "<div class='figures'><figure><svg aria-label='carte'></svg><figcaption>là</figcaption>"
        "</figure></div><p><a href='javascript:x'>non</a> <a href='https://e.fr'>oui</a>\x07</p>"
    )
    assert [b["kind"] for b in found] == ["h1", "lead", "list", "table", "p", "figures", "p"]
    assert found[0]["runs"][0]["text"] == "A & B"
    assert found[1]["runs"][0]["text"] == "x y"
    assert [r["strong"] for r in found[2]["items"][0]] == [True, False]
    assert [len(row) for row in found[3]["rows"]] == [2, 2]
    assert found[5]["items"] == [
        {"svg": "<svg aria-label='carte'></svg>", "alt": "", "caption": "là"}
    ]
    assert [r["url"] for r in found[6]["runs"] if r["text"].strip()] == ["", "https://e.fr"]


def test_pictures_hold_partners_and_places():
    known = facts.of_actor(facts.Knowledge(results()), "b")
    drawn = pictures.ego(known, set(), {"b": 0}, "fr")
    assert drawn.count("<circle") == 2
    assert "Jardin &amp; cie" in drawn
    ground = pictures.Ground(TERRITORIES)
    x, y = ground.place(-4.5, 48.4)
    assert 0 < x < 340
    assert 0 < y < 220
    assert pictures.where(known, ground, "fr").count("<circle") == 2  # two places
    assert pictures.where(facts.of_actor(facts.Knowledge(results()), "c"), ground, "fr") is None


def test_what_a_meeting_changed_on_one_page():
    rows = pd.DataFrame([("1", "a"), ("1", "b"), ("2", "p")], columns=["initiative_id", "actor_id"])
    more = pd.concat(
        [rows, pd.DataFrame([("3", "a"), ("3", "p")], columns=["initiative_id", "actor_id"])]
    )
    editions = encounters.compare_editions(rows, more, draws=20)
    page = portraits.changes(editions, ACTORS, title="2010 et 2015")
    assert "Gardés (1) : Vélo pour tous – Jardin &amp; cie." in page.body
    assert "Nouveaux" not in page.body  # its pair may not be named
    assert "liens nouveaux : 1, gardés : 1, perdus : 0." in page.body
    assert "Jeanne" not in page.body


# --- papers of a meeting ---
def test_the_papers_of_a_meeting(tmp_path):
    people = [f"p{i}" for i in range(8)]
    plan = encounters.plan_meeting(people, tables=2, seats=4, rounds=2)
    named = pd.DataFrame({"person": people, "name": [EVIL, "Éric", "Anne", *"BCDFG"], "meet": None})
    written = portraits.write_meeting(plan, tmp_path / "prive", people=named, title="Rencontre")
    assert {p.name for p in written} == {
        "par-personne.html", "par-personne.pdf", "par-table.html", "par-table.pdf", "badges.html",
        "badges.pdf", "plan.csv", "PRIVE.txt",
    }  # fmt: skip
    text = (tmp_path / "prive" / "plan.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Tour", "Table", "Nom", "Structure"]
    seats = {(int(r), int(t), n) for r, t, n, _ in rows[1:]}
    name_of = dict(zip(named["person"], named["name"], strict=True))
    told = {(s.round, s.table, name_of[s.person]) for s in plan.seating.itertuples()}
    assert {n for *_, n in seats} == {n for *_, n in told}
    assert len(seats) == 16
    by_person = (tmp_path / "prive" / "par-personne.html").read_text(encoding="utf-8")
    assert "<script" not in by_person
    listed = re.findall(r"<td><strong>(.*?)</strong>", by_person)
    assert listed[1:] == ["Anne", "B", "C", "D", "Éric", "F", "G"]
    badges = (tmp_path / "prive" / "badges.html").read_text(encoding="utf-8")
    assert badges.count('class="badge"') == 8
    with pytest.raises(ValueError, match="1 personne"):
        portraits.write_meeting(plan, tmp_path, people=named.iloc[1:])


def test_no_cell_of_the_plan_is_a_formula(tmp_path):
    people = ["=cmd|' /C calc'!A0", "+1", "-2", "@x"]
    plan = encounters.plan_meeting(people, tables=2, seats=2, rounds=1)
    portraits.write_meeting(plan, tmp_path)
    text = (tmp_path / "plan.csv").read_text(encoding="utf-8-sig")
    cells = [c for row in csv.reader(io.StringIO(text), delimiter=";") for c in row]
    assert not any(c[:1] in "=+-@" and not c.lstrip("-").isdigit() for c in cells if c)
