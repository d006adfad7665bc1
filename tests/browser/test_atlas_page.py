"""The page for everybody in a real browser: from disk, desk and phone, keyboard, links, print."""

from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect, sync_playwright

from analysis import atlas
from tests.browser.driving import chromium, in_colour, named
from tests.test_atlas import found
from tests.test_portraits import EVIL

ROOT = Path(__file__).parents[2]
expect.set_options(timeout=15_000)  # a slow machine is no fault
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def town(n=60):
    """Make a study of n initiatives in two themes, each held by an actor of its own and a hub."""
    base = found()
    ids = [f"i{k:03d}" for k in range(n)]
    one = base.corpus.initiatives.iloc[[0]]
    rows = pd.concat([one] * n, ignore_index=True).assign(
        initiative_id=ids,
        title=["École du vélo", EVIL, *[f"Initiative {k}" for k in range(2, n)]],
        year=pd.array([2000 + k % 20 for k in range(n)], dtype="Int64"),
        commune=["Brest" if k % 3 else "Crozon" for k in range(n)],
    )
    across = int(np.ceil(np.sqrt(n)))
    column, row = np.arange(n) % across, np.arange(n) // across
    east, north = (-4.59 + 0.18 * column / across, 48.43 - 0.2 * row / across)
    rows = rows.set_geometry(gpd.points_from_xy(east, north), crs="EPSG:4326")
    actors = pd.DataFrame(
        {
            "actor_id": ["hub", *[f"a{k:03d}" for k in range(n)]],
            "name": ["Le pivot", *[f"Acteur {k}" for k in range(n)]],
            "kind": "association",
            "commune": "Brest",
            "publishable": True,
        }
    )
    takes = pd.DataFrame(
        [(i, f"a{k:03d}", "porteur") for k, i in enumerate(ids)]
        + [(i, "hub", "partenaire") for i in ids[:10]],
        columns=["initiative_id", "actor_id", "role"],
    )
    corpus = SimpleNamespace(
        **vars(base.corpus) | {"initiatives": rows, "actors": actors, "participations": takes}
    )
    corpus.themes = pd.DataFrame({"initiative_id": ids[:1], "theme": ["réparation"]})
    turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
    hub = [f"a{k:03d}" for k in range(10)]
    return SimpleNamespace(
        **vars(base)
        | {
            "corpus": corpus,
            "groups": pd.DataFrame(
                {"initiative_id": ids, "group": [k % 2 for k in range(n)],
                 "name": ["Vélo" if k % 2 == 0 else "Jardins" for k in range(n)]}
            ),
            "ties": pd.DataFrame({"actor_a": hub, "actor_b": "hub", "shared": 1, "strength": 1.0}),
            "communities": pd.DataFrame({"actor_id": actors["actor_id"], "community": 0}),
            "positions": actors[["actor_id"]].assign(
                x=[0.0, *np.cos(turn)], y=[0.0, *np.sin(turn)]
            ),
            "theme_plane": pd.DataFrame(
                {"initiative_id": ids, "x": np.cos(turn), "y": np.sin(turn)}
            ),
            "suggestions": pd.DataFrame(
                {"actor_id": ["hub"], "rank": [1], "other_id": ["a020"], "score": [1.0],
                 "reason": ["Même commune."]}
            ),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return atlas.write_atlas(
        town(), tmp_path_factory.mktemp("atlas") / "atlas.html", title="Petite étude"
    )


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as play:
        opened = chromium(play)
        yield opened
        opened.close()


class Shown:
    """The page opened in a window of its own, with what went wrong and what was asked."""

    def __init__(self, browser, file, link="", **window):
        self.context = browser.new_context(**{"viewport": DESK} | window)
        self.page = self.context.new_page()
        self.wrong, self.asked = [], []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.goto(file.as_uri() + link)
        self.page.wait_for_selector("html[data-ready]")

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.wrong.append(message.text)

    def told(self):
        return self.page.locator(".told")

    def rows(self):
        return self.page.locator(".list tbody tr")


@pytest.fixture
def open_page(browser, file):
    opened = []

    def do(link="", **window):
        opened.append(Shown(browser, file, link, **window))
        return opened[-1]

    yield do
    for shown in opened:
        assert shown.wrong == []
        assert all(url.startswith(("file:", "data:", "blob:")) for url in shown.asked)
        shown.context.close()


def test_searching_without_accents_and_facets_that_follow(open_page):
    shown = open_page()
    expect(shown.told()).to_have_text("Initiatives : 60 sur 60")
    shown.page.fill("input[type=search]", "ecole VELO")
    expect(shown.told()).to_have_text("Initiatives : 1 sur 60")
    expect(shown.rows()).to_have_count(1)
    expect(shown.page.locator(".mark-on-map")).to_have_count(1)
    expect(shown.page.locator(".values label", has_text="Jardins")).to_contain_text("(0)")
    shown.page.get_by_role("button", name="Tout montrer").click()
    shown.page.locator(".values label", has_text="Vélo").click()
    expect(shown.told()).to_have_text("Initiatives : 30 sur 60")
    shown.page.get_by_role("button", name="Annuler").click()
    expect(shown.told()).to_have_text("Initiatives : 60 sur 60")


def test_what_is_chosen_in_one_view_is_chosen_in_all(open_page):
    shown = open_page()
    shown.page.locator(".list button.link", has_text="Initiative 5").first.click()
    expect(shown.page.locator(".portrait h2")).to_have_text("Initiative 5")
    expect(shown.page.locator(".mark-on-map.chosen")).to_have_count(1)
    shown.page.locator(".portrait button.link", has_text="Le pivot").click()
    expect(shown.page.locator(".portrait h2")).to_have_text("Le pivot")
    expect(shown.page.locator(".portrait")).to_contain_text("Acteur 20 — Même commune.")
    expect(shown.page.locator(".mark-on-map.chosen")).to_have_count(10)  # what it takes part in
    expect(shown.page.locator(".list tr.chosen")).to_have_count(10)
    shown.page.locator(".mark-on-map").nth(30).click()
    chosen = shown.page.evaluate("atlas.state.now.selected")
    assert len(chosen) == 1
    expect(shown.page.locator(".list tr.chosen")).to_have_attribute("data-id", chosen[0])
    shown.page.get_by_role("tab", name="Thèmes").click()
    expect(shown.page.locator(".plane circle.chosen")).to_have_count(1)
    share, pairs = named(shown.page, "plane")
    assert (0 < share < 0.15, pairs) == (True, 0)


def test_the_network_is_drawn_in_the_colours_of_its_communities(open_page):
    shown = open_page()
    shown.page.get_by_role("tab", name="Réseau").click()
    near = in_colour(shown.page.locator(".picture.network"), "page-network")
    assert 0.0005 < near.mean() < 0.2  # discs, neither nothing nor a flood
    share, _ = named(shown.page, "network")
    assert 0 < share < 0.1
    x, y = shown.page.evaluate(
        "(() => { const s = atlas.given.network.sigma, d = s.getNodeDisplayData('1');"
        " const p = s.framedGraphToViewport(d); return [p.x, p.y]; })()"
    )
    shown.page.locator(".picture.network").click(position={"x": x, "y": y})
    expect(shown.page.locator(".portrait h2")).to_have_text(
        shown.page.evaluate("atlas.state.data.actors[1].name")
    )


def test_an_address_leads_to_what_it_says_and_back(open_page):
    shown = open_page("#actor=hub")
    expect(shown.page.locator(".portrait h2")).to_have_text("Le pivot")
    shown.page.evaluate("location.hash = '#communes=Crozon&years=2000-2009'")
    expect(shown.told()).to_have_text("Initiatives : 10 sur 60")
    shown.page.locator(".list button.link").first.click()
    assert "communes=Crozon" in shown.page.url
    assert "initiative=" in shown.page.url
    shown.page.go_back()
    expect(shown.page.locator(".list tr.chosen")).to_have_count(0)


def test_a_script_in_a_title_stays_text(open_page):
    shown = open_page("#initiative=i001")
    expect(shown.page.locator(".portrait h2")).to_have_text(EVIL)
    assert shown.page.locator(".portrait h2 script").count() == 0
    shown.page.locator(".mark-on-map.chosen").hover()
    expect(shown.page.locator(".leaflet-tooltip")).to_contain_text("<script>")


def test_everything_can_be_done_by_keyboard(open_page):
    shown = open_page()
    keys = shown.page.keyboard
    shown.page.focus("input[type=search]")
    keys.type("initiative 59")
    expect(shown.told()).to_have_text("Initiatives : 1 sur 60")
    for _ in range(60):
        keys.press("Tab")
        if shown.page.evaluate("document.activeElement.className") == "link":
            break
    keys.press("Enter")
    expect(shown.page.locator(".portrait h2")).to_have_text("Initiative 59")
    assert shown.page.evaluate("document.activeElement.tagName") == "H2"
    shown.page.focus("[role=tab] >> nth=0")
    keys.press("ArrowRight")
    expect(shown.page.get_by_role("tab", name="Réseau")).to_have_attribute("aria-selected", "true")
    keys.press("End")
    expect(shown.page.locator(".picture.plane")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(open_page, size, scheme):
    shown = open_page("#actor=hub", viewport=size, color_scheme=scheme, bypass_csp=True)
    script = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    shown.page.add_script_tag(content=script.read_text("utf-8"))
    for tab in ("map", "network", "plane"):
        shown.page.evaluate(f"atlas.open('{tab}')")
        result = shown.page.evaluate("axe.run()")
        serious = [
            (v["id"], v["nodes"][0]["html"][:120])
            for v in result["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == []


def test_a_phone_has_the_map_at_hand_and_nothing_wider_than_it(open_page):
    shown = open_page(viewport=PHONE)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    top = shown.page.locator(".picture.map").bounding_box()["y"]
    assert top < PHONE["height"] * 0.75
    shown.page.set_viewport_size(DESK)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]


def test_the_print_leaves_the_controls_out(open_page):
    shown = open_page("#actor=hub")
    shown.page.emulate_media(media="print")
    expect(shown.page.locator(".filters")).to_be_hidden()
    expect(shown.page.locator(".portrait h2")).to_be_visible()
    expect(shown.rows().first).to_be_visible()


def test_ten_thousand_initiatives_are_bins_and_answer(browser, tmp_path):
    big = atlas.write_atlas(town(10_000), tmp_path / "big.html")
    shown = Shown(browser, big)
    assert 0 < shown.page.locator(".bin").count() < 200
    expect(shown.rows()).to_have_count(100)
    shown.page.fill("input[type=search]", "initiative 9999")
    expect(shown.told()).to_have_text("Initiatives : 1 sur 10\u202f000")
    expect(shown.page.locator(".mark-on-map")).to_have_count(1)
    assert shown.wrong == []
    shown.context.close()
