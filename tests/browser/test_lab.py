"""The linked view in JupyterLab itself, in a real browser: map, views and Python are one."""

import json
import time

import numpy as np
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.driving import (
    ROOT,
    chromium,
    faultless,
    in_colour,
    lab,
    named,
    notebook,
    open_notebook,
    python,
    run_all,
)  # fmt: skip

expect.set_options(timeout=15_000)  # a slow machine is no fault
CELLS = [
    f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
    "import json\nfrom pathlib import Path\nfrom analysis import explorer\n"
    "from tests.browser.test_atlas_page import town",
    "view = explorer.explore(town())\n"
    "def told(change):\n"
    "    said = {'selected': view.selected, 'shown': len(view.shown), 'actor': view.actor}\n"
    "    Path('state.json').write_text(json.dumps(said))\n"
    "view.observe(told, ['selected', 'themes', 'years', 'actor', 'query'])\n"
    "view",
]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Open the notebook, run all of it, and give the page with what it asked for."""
    home = tmp_path_factory.mktemp("lab")
    work = home / "work"
    work.mkdir()
    (work / "vue.ipynb").write_text(json.dumps(notebook(CELLS)), encoding="utf-8")
    with lab(home, work) as address, sync_playwright() as play:
        browser = chromium(play)
        page = open_notebook(browser, address, "vue.ipynb")
        run_all(page)
        page.wait_for_selector(".ic .told", timeout=60_000)
        page.wait_for_selector(".leaflet-container")
        page.work = work
        yield page
        browser.close()


def told(page):
    """Read what Python last wrote; nothing while it writes."""
    try:
        return json.loads((page.work / "state.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}


def state(page, **wanted):
    """Wait until Python says so of its state."""
    for _ in range(150):
        said = told(page)
        if all(said.get(key) == value for key, value in wanted.items()):
            return
        time.sleep(0.1)
    raise AssertionError((said, wanted))


def marks(page):
    """Count the initiatives on the map: paths of the size of one, and the numbers of clusters."""
    return page.evaluate(
        "[...document.querySelectorAll('.leaflet-overlay-pane path.leaflet-interactive')]"
        ".filter((p) => { const b = p.getBBox(); return b.width < 30 && b.height < 30; }).length"
        " + [...document.querySelectorAll('.marker-cluster')]"
        ".reduce((sum, one) => sum + Number(one.textContent), 0)"
    )


def marks_become(page, n):
    """Wait until the map has as many marks."""
    for _ in range(100):
        if marks(page) == n:
            return
        time.sleep(0.1)
    raise AssertionError((marks(page), n))


def test_the_notebook_runs_without_an_error_and_asks_nothing_but_loopback(shown):
    prompts = shown.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    assert [p.strip() for p in prompts[:2]] == ["[1]:", "[2]:"]
    faultless(shown)


def test_a_theme_in_the_views_filters_the_map_and_python(shown):
    python(shown, "view.clear(); view.selected = ()")
    marks_become(shown, 60)
    shown.locator(".ic .values label", has_text="Jardins").click()
    state(shown, shown=30)
    expect(shown.locator(".ic .told")).to_have_text("Initiatives : 30 sur 60")
    marks_become(shown, 30)
    python(shown, "view.clear()")
    expect(shown.locator(".ic .told")).to_have_text("Initiatives : 60 sur 60")


def test_python_the_list_the_portrait_and_the_plane_say_one_selection(shown):
    python(shown, "view.selected = ('i003',)")
    expect(shown.locator(".ic .portrait h2")).to_have_text("Initiative 3")
    expect(shown.locator(".ic tr.chosen")).to_have_attribute("data-id", "i003")
    shown.locator(".ic .list button.link", has_text="Initiative 9").first.click()
    state(shown, selected=["i009"])
    shown.get_by_role("tab", name="Thèmes").click()
    expect(shown.locator(".ic circle.chosen")).to_have_count(1)
    share, pairs = named(shown, "plane")
    assert (0 < share < 0.15, pairs) == (True, 0)


def test_the_map_shows_each_theme_in_its_colour(shown):
    python(shown, "view.clear(); view.selected = ()")
    marks_become(shown, 60)
    picture = shown.locator(".leaflet-container").first
    for group in (0, 1):
        near = in_colour(picture, f"lab-map-{group}", group)
        assert 0.0003 < near.mean() < 0.1, group
    python(shown, "view.themes = ('Vélo',)")
    marks_become(shown, 30)
    assert in_colour(picture, "lab-map-velo", 0).mean() > 0.0003
    left = in_colour(picture, "lab-map-velo", 1).mean()
    assert left < 0.0003  # its legend alone
    python(shown, "view.clear()")


def test_a_click_on_the_map_selects_everywhere(shown):
    python(shown, "view.clear(); view.selected = ()")
    marks_become(shown, 60)
    box = shown.evaluate(
        "(() => { const p = [...document.querySelectorAll("
        "'.leaflet-overlay-pane path.leaflet-interactive')].filter((x) => {"
        " const b = x.getBBox(); return b.width < 30 && b.height < 30; }).at(-1)"
        ".getBoundingClientRect(); return [p.x + p.width / 2, p.y + p.height / 2]; })()"
    )
    shown.mouse.click(*box)
    expect(shown.locator(".ic .list tr.chosen")).to_have_count(1)
    chosen = shown.locator(".ic .list tr.chosen").get_attribute("data-id")
    state(shown, selected=[chosen])


def test_the_network_draws_its_colours_and_a_click_is_pythons(shown):
    python(shown, "view.clear(); view.selected = (); view.actor = None")
    shown.get_by_role("tab", name="Réseau").click()
    picture = shown.locator(".ic .picture.network")
    near = in_colour(picture, "lab-network")
    assert 0.0005 < near.mean() < 0.2
    assert 0 < named(shown, "network")[0] < 0.1
    rows, columns = np.nonzero(near)
    middle = (len(near) / 2, len(near[0]) / 2)  # the hub stands in the middle
    at = np.argmin((rows - middle[0]) ** 2 + (columns - middle[1]) ** 2)
    picture.click(position={"x": float(columns[at]), "y": float(rows[at])})
    expect(shown.locator(".ic .portrait h2")).to_have_text("Le pivot")
    state(shown, actor="hub")


def test_years_filter_from_the_slider(shown):
    python(shown, "view.clear()")
    shown.locator(".ic details.years summary").click()
    slider = shown.locator(".ic .years input").nth(1)
    slider.focus()
    for _ in range(10):
        shown.keyboard.press("ArrowLeft")
    state(shown, shown=30)  # 2000 to 2009, of twenty years
    python(shown, "view.years = (2000, 2000)")
    expect(shown.locator(".ic .told")).to_have_text("Initiatives : 3 sur 60")


def test_a_rectangle_drawn_on_the_map_selects_what_it_holds(shown):
    python(shown, "view.clear(); view.selected = ()")
    shown.locator(".leaflet-draw-draw-rectangle").click()
    box = shown.locator(".leaflet-container").first.bounding_box()
    shown.mouse.move(box["x"] + 80, box["y"] + 60)
    shown.mouse.down()
    shown.mouse.move(box["x"] + box["width"] - 80, box["y"] + box["height"] - 60, steps=8)
    shown.mouse.up()
    for _ in range(150):
        chosen = told(shown).get("selected", [])
        if len(chosen) > 10:
            break
        time.sleep(0.1)
    assert 10 < len(chosen) <= 60
    expect(shown.locator(".ic .portrait h2")).to_contain_text("initiatives choisies")


def test_the_view_is_copied_as_code(shown):
    python(shown, "view.clear(); view.selected = ('i001',); view.query = 'pivot'")
    shown.get_by_role("button", name="Copier comme code").click()
    expect(shown.locator(".ic textarea.code")).to_have_value(
        "view = explorer.explore(results)\nview.query = 'pivot'\nview.selected = ('i001',)\nview"
    )
