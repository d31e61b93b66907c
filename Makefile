# Two commands do all the set-up: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
UV := .venv/bin/uv pip install --quiet --python $(PY)

.PHONY: help env env-dev assets demo demo-reset test lint types bench shell translations lock clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

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

env: .venv/.runtime  ## make .venv from the pinned files

env-dev: .venv/.dev

lock:  ## compile the pinned requirement files
	@for f in runtime dev; do .venv/bin/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/$$f.in -o requirements/$$f.txt; done
