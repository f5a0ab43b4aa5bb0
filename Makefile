# Every command does its own set-up in .venv; none needs anything but Python 3.11 to 3.14, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What it is made from; nothing where it is there already, as in the container of deploy/container.
LOCK := requirements.txt pyproject.toml
COURSE := $(BIN)/course
# Colab's libraries, of now and of a runtime that a notebook can be pinned to, on Colab's Python where this machine has
# one (else the tests say what they skip).
COLAB := .venv-colab
COLAB_PAST := .venv-colab-past
python = $(shell for p in python$(1) $$HOME/.pyenv/versions/$(1).*/bin/python; do \
    $$p --version >/dev/null 2>&1 && echo $$p && break; done)
COLAB_PYTHON = $(or $(call python,3.13),$(PYTHON))
COLAB_PAST_PYTHON = $(call python,3.12)
# JupyterHub, on a Python that other users of this machine can read too: not one in somebody's home.
HUB := .venv-hub
HUB_PYTHON = $(shell for p in /usr/bin/python3 /usr/local/bin/python3 $(PYTHON); do \
    $$p -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Tests wait for processes that start and end half of the time, so one worker more than there are processors.
WORKERS = $(shell $(PYTHON) -c "import os; print(len(os.sched_getaffinity(0)) + 1)" 2>/dev/null || echo 3)
LATEST := .venv-latest
NEWEST := nbgrader ipython ipykernel sqlalchemy numpy
space := $(subst ,, )
FOLDER := .
HUB_PROXY := configurable-http-proxy@5.3.0
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test test-all test-latest browser build check docs fix lab hub lock clean help

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.ready  ## build, grade a sample class, write feedback and grades
	$(COURSE) demo

test: $(VENV)/.dev $(COLAB)/.ready  ## what continuous integration runs
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not slow" tests
	$(BIN)/python -m pytest -n 2 --dist loadscope --nbval-lax -p no:cacheprovider source

test-all: $(VENV)/.dev $(COLAB)/.ready $(COLAB_PAST)/.ready  ## the same and what takes longer, with coverage
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --cov=course --cov-report=term:skip-covered tests
	$(BIN)/python -m pytest -n 2 --dist loadscope --nbval-lax -p no:cacheprovider source

# Once a week: what will break soon, on an environment of its own.
test-latest:  ## the tests with the newest pre-releases of nbgrader, IPython, ipykernel, SQLAlchemy and NumPy
	$(PYTHON) -m venv --clear $(LATEST)
	$(LATEST)/bin/pip install --quiet --requirement requirements.txt --requirement tests/requirements.txt
	$(LATEST)/bin/pip install --quiet --no-deps --editable .
	$(LATEST)/bin/pip install --quiet --upgrade --pre $(NEWEST)
	-$(LATEST)/bin/pip check
	$(LATEST)/bin/pip list | grep -i -E "^($(subst $(space),|,$(NEWEST))) "
	$(LATEST)/bin/python -m pytest -n $(WORKERS) --dist loadgroup -m "not slow" tests

browser: $(VENV)/.dev  ## JupyterLab and Notebook 7 in Chromium, as a class uses them; PICTURES=docs/pictures writes the pictures
	$(BIN)/python -m pytest tests/browser

build: $(VENV)/.ready  ## compile source/ to release/
	$(COURSE) build

check: $(VENV)/.ready  ## right and wrong answers against the tests; release/ up to date
	$(COURSE) check

docs: $(VENV)/.dev  ## the documentation as pages, in docs/_build/html
	$(BIN)/python -m sphinx -W --keep-going -n -q docs docs/_build/html && echo docs/_build/html/index.html

lab: $(VENV)/.ready  ## JupyterLab with the formgrader; FOLDER=demo for the sample class
	cd "$(FOLDER)" && PATH="$(CURDIR)/$(BIN):$$PATH" jupyter lab

hub: $(VENV)/.dev $(HUB)/.ready  ## a class on a JupyterHub of this machine, from release to feedback (as root)
	$(HUB)/bin/pip install --quiet --no-deps --force-reinstall .
	$(BIN)/python -m pytest tests/whole/test_hub.py

fix: $(VENV)/.dev  ## format the code and restore the notebooks' normal form
	$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(COURSE) build --fix

lock: $(VENV)/.dev  ## compile the exact pins from pyproject.toml (for Python 3.11 to 3.14)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --no-header --no-annotate pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --no-header --no-annotate --group dev -c requirements.txt -o tests/requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --no-header --no-annotate -c requirements.txt deploy/jupyterhub/requirements.in \
	    -o deploy/jupyterhub/requirements.txt

# What students handed in, and what was made of it, no command brings back: see docs/next-term.md.
clean:  ## remove environments, caches and the demo; hand-ins, grades and pages stay
	rm -rf $(VENV) .venv-* demo docs/_build .mypy_cache .pytest_cache .ruff_cache .coverage
	rm -rf .course/reference .course/checked .course/mutants

$(VENV)/.ready: $(LOCK)
	@echo "Setting up $(VENV) (once, a minute or two) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	    echo "Could not make $(VENV): Python 3.11+ with its venv module is needed (Debian: apt install python3-venv)."; exit 1; }
	@$(BIN)/pip install --quiet --requirement requirements.txt
	@$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.ready tests/requirements.txt
	@$(BIN)/pip install --quiet --requirement tests/requirements.txt
	@touch $@

$(COLAB)/.ready: tests/colab.txt
	@echo "Setting up $(COLAB) with Colab's libraries on $(COLAB_PYTHON) ..."
	@test -x $(COLAB)/bin/python || $(COLAB_PYTHON) -m venv $(COLAB)
	@$(COLAB)/bin/pip install --quiet --requirement tests/colab.txt
	@touch $@

$(COLAB_PAST)/.ready: tests/colab-past.txt
	@if [ -z "$(COLAB_PAST_PYTHON)" ]; then \
	    echo "There is no Python 3.12 here: the tests of Colab's past runtime are skipped."; \
	else \
	    echo "Setting up $(COLAB_PAST) with the libraries of Colab's past runtime on $(COLAB_PAST_PYTHON) ..."; \
	    { test -x $(COLAB_PAST)/bin/python || $(COLAB_PAST_PYTHON) -m venv $(COLAB_PAST); } \
	    && $(COLAB_PAST)/bin/pip install --quiet --requirement tests/colab-past.txt && touch $@; \
	fi

$(HUB)/.ready: requirements.txt deploy/jupyterhub/requirements.txt
	@echo "Setting up $(HUB) on $(HUB_PYTHON) ..."
	@command -v npm >/dev/null || { echo "The Hub's proxy comes from npm (Debian: apt install npm)."; exit 1; }
	@test -x $(HUB)/bin/python || $(HUB_PYTHON) -m venv $(HUB)
	@$(HUB)/bin/pip install --quiet --requirement requirements.txt --requirement deploy/jupyterhub/requirements.txt
	@npm install --silent --global --prefix $(HUB) $(HUB_PROXY)
	@touch $@
