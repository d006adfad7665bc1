"""The page for everybody: what it holds, whom it leaves out, what it may ask for."""

import base64
import hashlib
import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import atlas, explorer
from analysis.__main__ import main
from analysis.explorer import scripts
from tests.test_portraits import ACTORS, EVIL, results

TAGS = pd.DataFrame({"initiative_id": ["1", "1"], "theme": ["vélo", "atelier"]})


def found(**changed):
    base = results()
    corpus = SimpleNamespace(**vars(base.corpus) | {"themes": TAGS})
    initiatives = corpus.initiatives.assign(place=None, source_url=None, precision="place")
    corpus.initiatives = initiatives.assign(title=["Atelier", "Potager", "École", EVIL])
    more = {
        "corpus": corpus,
        "group_names": pd.DataFrame({"group": [1, 0], "name": ["Jardins", "Vélo"]}),
        "community_names": pd.DataFrame({"community": [0, 1], "name": ["X", "Y"]}),
        "positions": pd.DataFrame({"actor_id": ["a", "b", "p"], "x": [0.0, 1.0, 9.0], "y": 0.5}),
        "theme_plane": pd.DataFrame(
            {"initiative_id": ["1", "2"], "x": [0.123456, None], "y": [1.0, None]}
        ),
    }
    return SimpleNamespace(**vars(base) | more | changed)


def page(tmp_path, **kwargs):
    return atlas.write_atlas(found(), tmp_path / "atlas.html", **kwargs).read_text("utf-8")


def data_of(html):
    return json.loads(re.search(r'<script id="data"[^>]*>(.*?)</script>', html, re.S)[1])


def test_what_the_page_holds_by_hand():
    held = explorer.contents(found())
    assert [t["name"] for t in held["themes"]] == ["Vélo", "Jardins"]
    assert [a["id"] for a in held["actors"]] == ["a", "b", "c", "d"]
    first = held["initiatives"][0]
    assert first["actors"] == [[0, "porteur"], [1, "partenaire"]]
    assert (first["theme"], first["year"], first["tags"]) == (0, 2010, ["atelier", "vélo"])
    assert (first["lon"], first["lat"], first["px"]) == (-4.5, 48.4, 0.1235)
    assert first["url"] == "https://exemple.fr/velo"
    assert held["ties"] == [[0, 1, 1]]
    assert held["suggestions"] == {0: [[2, "Même thème."]]}
    third = held["initiatives"][2]
    assert not {"lon", "year", "commune", "px"} & set(third)  # unknown, so left out
    assert [name for name, _ in held["outlines"]] == ["Brest", "Crozon", "Vide"]
    assert held["actors"][2] == {
        "id": "c", "name": "Élan", "kind": "collectif", "commune": "Crozon", "community": 1,
    }  # fmt: skip


def test_who_may_not_be_shown_is_not_in_the_page(tmp_path):
    html = page(tmp_path)
    assert "Jeanne" not in html
    assert "Secret." not in html
    everyone = ACTORS.assign(publishable=True)
    shown = found()
    shown.corpus.actors = everyone
    assert "Jeanne Secrète" in [a["name"] for a in explorer.contents(shown)["actors"]]


def test_the_page_asks_nothing_and_runs_its_own_script_alone(tmp_path):
    html = page(tmp_path, title="L'étude <b>", sources="Mairie & cie (CC BY)", updated="2026-11-25")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    script = re.findall(r"<script>(.*?)</script>", html, re.S)
    assert len(script) == 1
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "L&#x27;étude &lt;b&gt;" in html
    assert "Mairie &amp; cie (CC BY) Données du 2026-11-25." in html
    outside = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    assert not re.search(r'(src|href)="?http|url\([^)#]|@import', outside)


def test_text_from_files_cannot_leave_its_place(tmp_path):
    html = page(tmp_path)
    assert "<script>alert" not in html
    assert data_of(html)["initiatives"][3]["title"] == EVIL


def test_the_same_results_give_the_same_page_and_english_has_its_words(tmp_path):
    assert page(tmp_path) == page(tmp_path)
    html = page(tmp_path, lang="en")
    assert '<html lang="en" class="page">' in html
    assert data_of(html)["words"]["search"].startswith("Search")
    assert data_of(html)["words"]["shown"] == "Initiatives: {n} of {all}"
    with pytest.raises(ValueError, match="'de'"):
        page(tmp_path, lang="de")


def test_a_new_edition_says_what_the_last_one_did_not_have(tmp_path):
    before = found()
    before.corpus.initiatives = before.corpus.initiatives.iloc[:2]
    old = atlas.write_atlas(before, tmp_path / "old.html")
    html = page(tmp_path, since=old)
    news = [one["id"] for one in data_of(html)["initiatives"] if one.get("news") == "nouveau"]
    assert news == ["3", "4"]
    assert "Nouvelles depuis la dernière édition : 2." in html
    assert "Nouvelles" not in page(tmp_path).split("<main")[0]
    (tmp_path / "x.html").write_text("<p>autre</p>")
    with pytest.raises(ValueError, match=r"x\.html : pas une page écrite par nous"):
        page(tmp_path, since=tmp_path / "x.html")


def test_an_unbuilt_script_says_how_to_build_it(tmp_path, monkeypatch):
    monkeypatch.setattr(scripts, "_BUILT", tmp_path / "nowhere")
    with pytest.raises(explorer.MissingScript, match=r"make \.venv/front"):
        page(tmp_path)


def test_a_study_without_outlines_or_places_has_its_page(tmp_path):
    bare = found()
    bare.corpus.territories = None
    bare.corpus.initiatives["geometry"] = None
    held = explorer.contents(bare)
    assert held["outlines"] == []
    assert not any("lon" in one for one in held["initiatives"])


def test_the_licences_of_what_is_carried_stand_beside_it():
    text = (scripts._BUILT / "LICENCES.txt").read_text("utf-8")
    for name in ("leaflet 1.9.4", "sigma 3.0.3", "graphology 0.26.0"):
        assert name in text


def test_the_command_refuses_a_study_that_was_not_run(small_study, capsys):
    assert main(["atlas", str(small_study)]) == 1
    assert "interconnaissance run" in capsys.readouterr().err
