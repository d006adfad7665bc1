"""Run a notebook, and keep a copy of it that a rerun makes again to the byte."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from analysis.manifest import write_beside

_WIDGET = "application/vnd.jupyter.widget-view+json"
_INTERACTIVE = "Vue interactive : ouvrir ce carnet dans JupyterLab (`make lab`) pour l'explorer."


def execute(notebook: Path, folder: Path, *, timeout: int = 300) -> None:
    """Run a notebook where it lies and write its executed copy as ``.ipynb`` and ``.html``.

    Parameters
    ----------
    notebook
        The notebook; its cells run with its own folder as working directory.
    folder
        Where the two copies go.
    timeout
        Seconds that one cell may take.

    Raises
    ------
    ValueError
        Naming the notebook and the cell that failed, with its error.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError
    from nbconvert import HTMLExporter

    content: Any = nbformat.read(notebook, as_version=4)
    client = NotebookClient(
        content,
        timeout=timeout,
        kernel_name="python3",
        resources={"metadata": {"path": str(notebook.parent)}},
        store_widget_state=False,
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=40"],
    )
    try:
        client.execute(env=_kernel_environment())
    except (CellExecutionError, CellTimeoutError) as error:
        raise ValueError(f"{notebook.name} : une cellule a échoué\n{error}") from error
    steady(content)
    write_beside(folder / notebook.name, nbformat.writes(content).encode("utf-8"))
    page, _ = HTMLExporter(
        exclude_input_prompt=True, exclude_output_prompt=True
    ).from_notebook_node(content, resources={"metadata": {"name": notebook.stem}})
    write_beside(folder / f"{notebook.stem}.html", page.encode("utf-8"))


def _kernel_environment() -> dict[str, str]:
    """Give the kernel its own way of drawing, whatever the caller's, and no debugger's noise."""
    kept = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}
    return kept | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def steady(content: Any) -> None:
    """Take out of an executed notebook all that differs between two runs, in place.

    Widget state and model ids go (a line says where the live view is), and so do cell ids, object
    addresses and the versions that a kernel writes into the metadata.
    """
    content.metadata = {k: v for k, v in content.metadata.items() if k == "kernelspec"}
    for number, cell in enumerate(content.cells):
        cell["id"] = f"cell-{number:02d}"
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if data.pop(_WIDGET, None) is not None:
                data.clear()
                data["text/plain"] = _INTERACTIVE
                data["text/markdown"] = f"*{_INTERACTIVE}*"
            for kind, text in data.items():
                if isinstance(text, str) and kind.startswith("text/"):
                    data[kind] = re.sub(r" at 0x[0-9a-f]+", "", text)
