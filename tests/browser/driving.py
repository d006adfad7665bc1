"""Driving JupyterLab and looking at what it shows: shared by tests and benchmarks."""

import contextlib
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from analysis import style

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / ".pictures"  # what tests saw, for whoever wants to look
KERNEL = "window.jupyterapp?.shell?.currentWidget?.context?.sessionContext?.session?.kernel"


def notebook(cells):
    """Give a notebook of some cells of code."""
    return {
        "cells": [
            {
                "cell_type": "code", "id": f"c{i}", "source": source, "metadata": {},
                "outputs": [], "execution_count": None,
            }
            for i, source in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }  # fmt: skip


def chromium(play):
    """Open Debian's browser, WebGL drawn by the processor."""
    return play.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    )


@contextlib.contextmanager
def lab(home, work, theme="JupyterLab Light"):
    """Start JupyterLab on loopback, its settings in one folder, notebooks in another."""
    settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    cells = settings.parent / "notebook-extension"
    cells.mkdir()
    (cells / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "config" / "lab" / "user-settings",
        "IPYTHONDIR": home / "ipython",
    }
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
                f"--port={port}", "--ip=127.0.0.1", "--ServerApp.port_retries=0",
                "--IdentityProvider.token=", f"--ServerApp.root_dir={work}",
                "--LabApp.expose_app_in_browser=True",
            ],
            env=os.environ | {k: str(v) for k, v in folders.items()}, stdout=log, stderr=log,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/api", timeout=1).close()
            break
        except OSError:
            assert server.poll() is None, (home / "log").read_text()[-2000:]
            time.sleep(0.5)
    try:
        yield address
    finally:
        server.terminate()
        server.wait(20)


def open_notebook(browser, address, path, **given):
    """Open a notebook and wait for its kernel; the page remembers what it asked for."""
    page = browser.new_page(**{"viewport": {"width": 1500, "height": 2400}, **given})
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(f"{address}/lab/tree/{path}?reset", timeout=60_000)
    page.wait_for_function(
        f"() => {KERNEL}?.connectionStatus === 'connected'",
        timeout=60_000,
    )
    page.evaluate(f"async () => {{ await {KERNEL}.info; }}")
    return page


def run_all(page):
    """Run every cell; the promise resolves when the last has run."""
    page.evaluate("async () => { await jupyterapp.commands.execute('notebook:run-all-cells'); }")


def python(page, code):
    """Run a line in the notebook's kernel, as its next cell would."""
    status = page.evaluate(
        f"async (code) => (await {KERNEL}.requestExecute({{ code }}).done).content.status", code
    )
    assert status == "ok", code


def faultless(page):
    """Check that cells ran without error or warning, and asked for nothing but loopback."""
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    hosts = {url.split("/")[2] for url in page.asked if url.startswith(("http", "ws"))}
    assert all(host.startswith("127.0.0.1:") for host in hosts), hosts


def kept(locator, name):
    """Take a picture and keep it; give its pixels."""
    KEPT.mkdir(exist_ok=True)
    return imread(io.BytesIO(locator.screenshot(path=KEPT / f"{name}.png")))[..., :3]


LAND = np.array(to_rgb("#F6F2E8"))


def in_colour(picture, name, group=0):
    """Tell which pixels of a picture are in the colour of a group, full or pale, once drawn."""
    full = np.array(to_rgb(style.colour(group)))
    pale = 0.65 * full + 0.35 * LAND  # a mark whose commune alone is known
    for _ in range(75):
        seen = kept(picture, name)
        near = np.min([np.abs(seen - hue).max(axis=2) for hue in (full, pale)], axis=0) < 0.06
        if near.any():
            break
        picture.page.wait_for_timeout(200)
    return near


def named(page, picture):
    """Give the share of a picture under names, once drawn, and how many pairs of names overlap."""
    for _ in range(50):
        share, pairs = _named(page, picture)
        if share:
            break
        page.wait_for_timeout(100)
    return share, pairs


def _named(page, picture):
    if picture == "network":  # names are drawn: their own sheet tells where
        return page.evaluate(
            """() => {
              const sheet = document.querySelector(".picture.network .sigma-labels");
              const { width, height } = sheet;
              const dots = sheet.getContext("2d").getImageData(0, 0, width, height).data;
              let inked = 0;
              for (let i = 3; i < dots.length; i += 4) if (dots[i]) inked++;
              return [inked / (width * height), 0];
            }"""
        )
    return page.evaluate(
        """() => {
          const whole = document.querySelector(".picture.plane").getBoundingClientRect();
          const at = [...document.querySelectorAll(".picture.plane text")]
            .map((one) => one.getBoundingClientRect());
          const share = at.reduce((sum, b) => sum + b.width * b.height, 0);
          let pairs = 0;
          at.forEach((a, i) => at.slice(i + 1).forEach((b) => {
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 2 && tall > 4) pairs++;
          }));
          return [share / (whole.width * whole.height), pairs];
        }"""
    )
