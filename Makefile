# Two commands do all the set-up: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PY := .venv/bin/python
UV := .venv/bin/uv pip install --quiet --no-deps --python $(PY)
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm
WITH_SERVICES := $(PY) -m coopplatform.embedded run --
# Python keeps what it compiled, whatever the surroundings say: each process would compile all of it and the tests anew.
unexport PYTHONDONTWRITEBYTECODE
export COOP_DATA_DIR ?= $(or $(DEMO_DIR),$(CURDIR)/.data)

.PHONY: help env env-dev assets texts browser demo demo-reset \
        test checks lint types types-python types-scripts contracts migrations tables \
        pytest pytest-browser bench shell openapi translations lock clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

# --- Environment -------------------------------------------------------------------------------------------

.venv/bin/uv:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (python3 --version)."; exit 1; }
	@python3 -m venv .venv || { echo "python3 cannot make a virtual environment: install python3-venv."; exit 1; }
	@.venv/bin/pip install --quiet --disable-pip-version-check "$$(sed -nE 's/^(uv==[0-9.]+).*/\1/p' requirements/runtime.txt)"

.venv/.runtime: requirements/runtime.txt | .venv/bin/uv
	@echo "Installing the runtime packages…"
	@$(UV) --require-hashes -r requirements/runtime.txt && touch $@

.venv/.dev: requirements/dev.txt .venv/.runtime
	@echo "Installing the packages of tests, lint and types…"
	@$(UV) --require-hashes -r requirements/dev.txt && touch $@

node_modules/.installed: package.json package-lock.json | .venv/.runtime
	@echo "Installing the packages of the front end…"
	@$(NPM) ci --no-progress --loglevel=error && touch $@

static/dist/.built: node_modules/.installed tsconfig.json $(shell find static_src -type f)
	@echo "Building the front end…"
	@$(NPM) run --silent build && touch $@

# Compiled by Babel, so that no gettext is needed to run; only `make translations` asks for it.
%.mo: %.po .venv/.runtime
	@.venv/bin/pybabel -q compile -i $< -o $@

env: .venv/.runtime  ## make .venv from the pinned files

env-dev: .venv/.dev

assets: static/dist/.built texts  ## bundle styles and scripts into static/dist, compile the texts

texts: $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))  ## compile the languages of locale/

# Chromium comes from Debian; without it the browser tests are listed, not run.
browser:
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium…"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium; } \
	    >/dev/null 2>&1 || echo "Chromium could not be installed."; \
	fi

# --- Tests -------------------------------------------------------------------------------------------------

test: env-dev assets browser checks pytest pytest-browser  ## everything that must hold before a change lands

# Beside the types, which take one processor most of a minute.
checks: env-dev assets
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target types-python tables lint types-scripts contracts migrations

lint: env-dev  ## style and likely bugs
	@echo; echo "== Lint"
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .

types: types-python types-scripts  ## Python by mypy, TypeScript by tsc

types-python: env-dev
	@echo; echo "== Types"
	@.venv/bin/mypy .

types-scripts: node_modules/.installed
	@echo; echo "== Types of the front end"
	@$(NPM) run --silent check

contracts: env-dev  ## who may import whom
	@echo; echo "== Import contracts"
	@.venv/bin/lint-imports

migrations: env-dev
	@echo; echo "== Migrations"
	@$(WITH_SERVICES) $(PY) manage.py makemigrations --check --dry-run

BROWSER_TESTS = $(shell grep -rl --include='test_*.py' 'mark\.browser' tests)

# Migrated before two test processes wait for it.
tables: env-dev
	@DJANGO_SETTINGS_MODULE=coopplatform.settings.test $(WITH_SERVICES) $(PY) -m tests.database

# Browser tests run apart: Playwright keeps an event loop in its thread, which other tests may not meet there.
pytest: env-dev assets
	@echo; echo "== Tests"
	@$(WITH_SERVICES) $(PY) -m pytest -n 2 -m "not browser"

# A browser on a crowded machine may stumble: such a test runs a second time, and what went wrong the first time is told.
pytest-browser: env-dev assets
	@echo; echo "== Tests in a browser"
	@if command -v chromium >/dev/null; then \
	  $(WITH_SERVICES) $(PY) -m pytest -n 3 --maxschedchunk 1 --reruns 1 -m browser $(BROWSER_TESTS); \
	else \
	  echo "Not run, because there is no Chromium (Debian: apt-get install chromium):"; \
	  $(PY) -m pytest -q --collect-only -m browser $(BROWSER_TESTS) | grep '::' || true; \
	fi

bench: env assets  ## orders a second over HTTP, and a tick of dispatch, as JSON lines
	@$(WITH_SERVICES) $(PY) manage.py bench orders
	@$(WITH_SERVICES) $(PY) manage.py bench dispatch

# --- Work --------------------------------------------------------------------------------------------------

demo: env assets  ## a living federation on this machine (PORT, DEMO_DIR); Ctrl-C stops it
	@DEMO=1 exec $(WITH_SERVICES) $(PY) manage.py demo

demo-reset: env  ## forget the demo and begin anew
	@$(PY) -m coopplatform.embedded erase

shell: env  ## Django's shell with the services up
	@$(WITH_SERVICES) $(PY) manage.py shell

openapi: env  ## write the API's description to openapi.yaml
	@$(PY) -m coopplatform.embedded run -- $(PY) manage.py spectacular --file openapi.yaml --lang en --validate --fail-on-warn

translations: env  ## collect the texts for people into locale/, and compile what is translated
	@command -v xgettext >/dev/null || { echo "gettext is needed (Debian: apt-get install gettext)."; exit 1; }
	@$(WITH_SERVICES) $(PY) manage.py makemessages --locale fr --no-obsolete --no-location \
	  --ignore '.venv/*' --ignore 'node_modules/*' --ignore 'tests/*'
	@$(MAKE) --no-print-directory texts

lock: .venv/bin/uv  ## compile the pinned requirement files
	@for f in runtime dev; do .venv/bin/uv pip compile -q --python-version 3.11 --override requirements/overrides.txt --generate-hashes --no-emit-index-url --no-header requirements/$$f.in -o requirements/$$f.txt; done

clean:  ## remove what can be made again; data stays
	@rm -rf .venv node_modules static/dist staticfiles test-results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
