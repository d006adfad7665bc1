"""Sphinx: the site is built offline, from docstrings, pages, notebooks and the gallery."""

from importlib import metadata

project = "interconnaissance"
release = metadata.version("interconnaissance")
copyright = "the interconnaissance founders"
language = "fr"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "myst_parser"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_site"]
autodoc_typehints = "none"  # numpydoc says what each is
numpydoc_show_class_members = False
html_theme = "furo"
html_title = "interconnaissance"
html_static_path = ["_made/carnets"]
html_theme_options = {"top_of_page_buttons": []}
suppress_warnings = ["myst.header", "docutils"]
