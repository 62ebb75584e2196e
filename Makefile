# Every target does all its own set-up, from a bare Python of 3.11 or newer with pip and venv.
# Another Python: make test PYTHON=python3.13 VENV=.venv313
PYTHON ?= python3
VENV ?= .venv
SCENARIO ?= syria-2011

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PY := $(VENV)/bin/python

# What a user's shell may carry that would lead Python or pip astray.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONNOUSERSITE VIRTUAL_ENV __PYVENV_LAUNCHER__
# Without kept bytecode each test worker would read and rewrite all tests anew, and each program that a test starts the whole package.
unexport PYTHONDONTWRITEBYTECODE
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_PYTHON PIP_REQUIRE_HASHES PIP_NO_DEPS PIP_NO_BINARY PIP_CONSTRAINT PIP_EDITABLE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export SOLARA_TELEMETRY_MIXPANEL_ENABLE := False
export SOLARA_THEME_SHOW_BANNER := False

.PHONY: help setup installed run test slow long dashboard lessons screenshots check bench docs lock audit clean moved

help:
	@echo "unit-cohesion: who leaves an army at war, when and why"
	@echo
	@echo "  make run        simulate $(SCENARIO) and show who left, when and why (SCENARIO=two-valleys for another)"
	@echo "  make test       the tests, in a few minutes"
	@echo "  make dashboard  explore in the browser, at http://localhost:8765"
	@echo "  make lessons    write the lessons for a class, each a page that needs no network, into lessons/"
	@echo "  make check      style, types, import rules, docs"
	@echo "  make bench      how fast it is, beside plain Mesa"
	@echo "  make docs       write what is made from the rules' declarations anew, and build the site in site/"
	@echo "  make lock       solve requirements.lock anew (UPGRADE=1 for newer versions)"
	@echo "  make audit      what is known of the packages: advisories, licences, a bill of materials"
	@echo "  make screenshots  take the README's pictures of the dashboard anew (needs Chromium)"
	@echo "  make clean      remove what these made (never runs/)"
	@echo
	@echo "Each sets itself up: the first makes $(VENV) with $(PYTHON) and compiles the rules, a minute each. Nothing to install before but"
	@echo "Python >= 3.11."

# ---- set-up: $(VENV)/.locked says the lock is installed, $(VENV)/.ready that this checkout is, and where it stood, $(VENV)/.compiled that
# its rules are compiled (which lie in the user's cache).
# solara-assets comes as source only: it goes last, built with the hashed hatchling of the lock and not with one fetched for it.
setup: $(VENV)/.compiled
installed: $(VENV)/.ready

ifneq ($(wildcard $(VENV)/.ready),)
ifneq ($(shell cat "$(VENV)/.ready"),$(CURDIR))
$(VENV)/.locked: moved
endif
endif

$(VENV)/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "unit-cohesion needs Python 3.11 or newer, but $(PYTHON) is: $$($(PYTHON) --version 2>&1 || true)" >&2; \
	  echo "Name another: make PYTHON=python3.13 ..." >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version 2>&1); a minute the first time ..."
	@rm -rf "$(VENV)"
	@$(PYTHON) -m venv "$(VENV)" || { \
	  rm -rf "$(VENV)"; echo "$(PYTHON) could not make a virtual environment (on Debian: apt install python3-venv)" >&2; exit 1; }
	@awk '/^[a-z]/ { skip = /^solara-assets==/ } !skip' requirements.lock > "$(VENV)/wheels.lock"
	@$(PY) -m pip install -qq --require-hashes -r "$(VENV)/wheels.lock"
	@$(PY) -m pip install -qq --require-hashes --no-deps --no-build-isolation -r requirements.lock
	@touch $@

$(VENV)/.ready: $(VENV)/.locked pyproject.toml
	@$(PY) -m pip install -qq --no-deps --no-build-isolation -e .
	@echo "$(CURDIR)" > $@

$(VENV)/.compiled: $(VENV)/.ready $(wildcard model/unit_cohesion/engine/*.py model/unit_cohesion/rules/*.py) model/unit_cohesion/vocabulary.py model/unit_cohesion/population/draws.py
	@$(PY) -m unit_cohesion.simulation.warm
	@touch $@

# ---- what people want
run: setup
	@$(VENV)/bin/cohesion run $(SCENARIO)

test: setup
	@$(PY) -m pytest -n auto --dist worksteal -q -m "not slow"

# The fault tests start workers of their own and kill them: they run alone.
slow: setup
	@$(PY) -m pytest -q -m "slow and not long" tests/faults
	@$(PY) -m pytest -n auto --dist worksteal -q -m "slow and not long" --ignore=tests/faults

# What takes minutes and changes seldom: each rule idle, each parameter misread in the plain twin must show, each declared fault of a rule
# must die of its test by hand (python -m tests.mutants lists them).
long: setup
	@$(PY) -m pytest -q -m long tests/faults
	@$(PY) -m pytest -n auto --dist worksteal -q -m long --ignore=tests/faults

dashboard: setup
	@$(VENV)/bin/cohesion dashboard

lessons: setup
	@$(VENV)/bin/cohesion lesson --all lessons

screenshots: setup
	@$(PY) -m unit_cohesion.views.dashboard.screenshots

# Not with -q: it would hide the warnings from --strict too, and pass over a broken link.
SITE = NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict

check: installed
	@$(PY) -m ruff check --output-format concise .
	@$(PY) -m ruff format --check -q .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(PY) -m unit_cohesion.views.docs.pages --check
	@$(SITE)
	@echo "All checks passed"

bench: setup
	@$(PY) -m benchmarks.bench

docs: installed
	@$(PY) -m unit_cohesion.views.docs.pages
	@$(SITE)
	@echo "The site is in site/"

# uv only solves; installing needs nothing but pip. The extra bench is left out: nothing here needs what it brings.
lock:
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/python -m pip install -qq "uv>=0.8"
	@build/uv/bin/uv pip compile pyproject.toml -q $(if $(UPGRADE),--upgrade) --extra archive --extra discovery --extra test --extra dev --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock
	@echo "requirements.lock is solved anew"

# pip-audit asks; nothing here needs it, so the lock holds it not.
audit: installed
	@$(PYTHON) -m venv build/audit
	@build/audit/bin/python -m pip install -qq "pip-audit>=2.9" "cyclonedx-python-lib>=9"
	@build/audit/bin/python benchmarks/audit.py --python $(PY)

clean:
	rm -rf .venv "$(VENV)" build dist site lessons *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
