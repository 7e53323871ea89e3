# Every target sets itself up: a virtual environment in .venv, made once and again when
# pyproject.toml or constraints.txt changes. uv is used where it is there, else venv and pip.

PYTHON ?=
RECORDINGS := $(or $(SECONDHEART_RECORDINGS),../shared/recordings)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n 2

.DEFAULT_GOAL := help
.PHONY: help demo app site quick test coverage fuzz soak mutate lint bench docs browser masters bounds extras pythons release clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.ready-recordings ## the main job on the built-in person, and on a recording if there is one
	$(BIN)/secondheart run stand-tiptoe
	@if [ -d "$(RECORDINGS)" ]; then set -x; $(BIN)/secondheart run "$(RECORDINGS)/run-65min.fit"; fi
	@printf '\nTry next:\n  %s\n  %s\n  %s\n' "make app" "$(BIN)/secondheart test avp --condition leaking-deep" \
	  "$(BIN)/secondheart --help"

app: .venv/.ready-app ## the live page, in a browser on this machine
	$(BIN)/secondheart app

site: .venv/.ready-web ## the live page as static files, into site/
	$(BIN)/secondheart site site $(if $(wildcard docs/_build/index.html),--manual docs/_build)

# Some three minutes of one core; the first run after an edit of a law compiles for half a minute besides.
QUICK := $(wildcard $(addprefix tests/,physics engine packing person protocol compression results simulation canonical \
  day test_house.py test_names.py test_files.py test_bibliography.py))

quick: .venv/.ready-test ## the fast tests, in under two minutes
	$(PYTEST) $(QUICK)

# Three passes: everything compiled; the laws and short runs again as plain Python, which must agree;
# the kernels once with checked indices, cached apart because numba's cache does not tell the two apart.
PLAIN := $(wildcard tests/physics tests/engine/test_short*.py)
KERNELS := $(wildcard tests/engine)

test: .venv/.ready-test ## all tests, except those that need a browser
	$(PYTEST) -m "not browser"
	$(if $(PLAIN),NUMBA_DISABLE_JIT=1 $(PYTEST) $(PLAIN))
	$(if $(KERNELS),NUMBA_BOUNDSCHECK=1 SECONDHEART_CACHE=$(CURDIR)/.cache/checked $(PYTEST) $(KERNELS))

# So many examples in all; make test draws two hundred, the same each time.
FUZZ ?= 10000

fuzz: .venv/.ready-test ## 10,000 hostile inputs; FUZZ=2000 draws fewer
	SECONDHEART_FUZZ=$(FUZZ) $(PYTEST) tests/fuzz

# Minutes of it.
SOAK ?= 60

soak: .venv/.ready-test ## an hour of random persons, files, messages and kills; SOAK=5 for five minutes
	SOAK=$(SOAK) $(BIN)/python -m tests.soak

# So many changes; 0 for all of some seven hundred, which takes a day.
MUTATE ?= 20

mutate: .venv/.ready-test ## which changes of a law or of the stepper no test notices; MUTATE=100 tries more
	MUTATE=$(MUTATE) $(BIN)/python -m tests.mutate

coverage: .venv/.ready-test ## which lines of physics/ and engine/ the tests reach, as plain Python
	NUMBA_DISABLE_JIT=1 $(BIN)/coverage run -m pytest $(PLAIN)
	$(BIN)/coverage report

lint: .venv/.ready-test .venv/.ready-lint ## style, types, layers, spelling
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

bench: .venv/.ready-bench ## how fast it runs on this machine
	$(BIN)/python -m benchmarks

docs: .venv/.ready-docs ## the manual, into docs/_build
	$(BIN)/python -m sphinx -W --keep-going -j auto -b html docs docs/_build

# One server for all of them, so one worker.
browser: .venv/.ready-test .venv/.ready-web ## tests of the live page, with Debian's Chromium
	@if ! command -v chromium >/dev/null && command -v apt-get >/dev/null; then \
	  SUDO=; [ "$$(id -u)" = 0 ] || SUDO="sudo -n"; set -x; \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core || true; fi
	$(BIN)/python -m pytest -n 2 tests/browser

masters: .venv/.ready-test .venv/.ready-fmu ## tests of the unit for co-simulation, in masters that others wrote
	$(BIN)/python -m pytest tests/export/test_fmu.py

bounds: .venv/.ready-test ## the fast tests with the lowest versions that are allowed, in an environment of their own
	$(BIN)/python release/installs.py bounds

extras: .venv/.ready-test ## each extra alone, in an environment of its own
	$(BIN)/python release/installs.py extras

pythons: .venv/.ready-test ## the fast tests on each other Python from 3.11 to 3.14 that this machine has
	$(BIN)/python release/installs.py pythons

release: .venv/.ready-test ## make a release from a clean checkout, without uploading: make release VERSION=0.2.0
	$(BIN)/python release/release.py $(VERSION)

clean: ## remove what was built, but not .venv
	rm -rf build dist site docs/_build docs/_api docs/_gallery docs/_laws docs/_lookup docs/_tables .cache .coverage .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find src tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

OLD := sys.version_info < (3, 11) and "secondheart needs Python 3.11 or later; name one: make PYTHON=python3.12 ..."

.venv/bin/python:
	@if command -v uv >/dev/null; then uv venv --quiet --seed --allow-existing --python "$(or $(PYTHON),>=3.11)" .venv; \
	else $(or $(PYTHON),python3) -c 'import sys; sys.exit($(OLD))' && $(or $(PYTHON),python3) -m venv .venv; fi

# Twice quiet: errors are shown, warnings about the machine's own settings are not.
.venv/.ready-%: pyproject.toml constraints.txt | .venv/bin/python
	@echo "installing secondheart[$*] into .venv"
	@if command -v uv >/dev/null; then uv pip install --quiet --python .venv/bin/python -c constraints.txt -e ".[$*]"; \
	else .venv/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[$*]"; fi
	@touch $@
