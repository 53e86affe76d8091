# Gilydd. `make help` lists what there is; `make run` and `make test` are the two that matter.

VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help run test check lint types floor translations unit postgres journeys walk messages docs lock wheel screenshots bench system clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(VENV)/ready  ## Set up and start Gilydd with the demo community
	@sh scripts/system_packages.sh pango
	$(PY) -m gilydd.site.console run --demo --port $(PORT)

test: $(VENV)/ready-dev system  ## Every check: lint, types, floor plan, translations, tests on both databases, browser
	$(MAKE) -j2 types lint translations
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser"
	$(PY) scripts/throwaway_postgres.py -- $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not one_database" tests --ignore=tests/algorithms --ignore=tests/site --ignore=tests/ui --ignore=tests/permissions
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m browser tests/ui tests/journeys

check: $(VENV)/ready-dev  ## The quick checks, under two minutes
	$(MAKE) lint types floor translations
	$(PY) -m pytest -n 2 --dist loadfile -x -m "not browser and not concurrent and not slow" --ignore=tests/algorithms

lint: $(VENV)/ready-dev  ## Style and import floors
	$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/lint-imports

types: $(VENV)/ready-dev  ## mypy over the package
	$(VENV)/bin/mypy

floor: $(VENV)/ready-dev  ## The floor plan
	$(PY) -m pytest tests/test_floor_plan.py

translations: $(VENV)/ready-dev  ## Catalogues complete, nothing fuzzy, nothing unextracted
	$(PY) scripts/catalogues.py --check

unit: $(VENV)/ready-dev  ## Unit tests on SQLite
	$(PY) -m pytest -n 2 --dist loadfile -m "not browser"

postgres: $(VENV)/ready-dev system  ## Every test but the browser on a throwaway PostgreSQL
	$(PY) scripts/throwaway_postgres.py -- $(PY) -m pytest -n 2 --dist loadfile -m "not browser"

journeys: $(VENV)/ready-dev system  ## Journeys in a real browser
	$(PY) -m pytest -n 2 --dist loadfile -m browser tests/journeys

walk: $(VENV)/ready-dev system  ## Every page in every language, width and reading mode, with its error states; writes docs/walk.md
	GILYDD_WALK=whole $(PY) -m pytest -m browser tests/journeys/test_every_page.py

messages: $(VENV)/ready-dev  ## Bring the catalogues up to date with the code
	$(PY) scripts/catalogues.py

docs: $(VENV)/ready-dev  ## Make the generated pages of docs/
	$(PY) scripts/room_book.py
	$(PY) scripts/api_book.py

screenshots: $(VENV)/ready-dev system  ## Take the screenshots of the README
	$(PY) scripts/screenshots.py

bench: $(VENV)/ready-dev  ## Measure what is measured, beside plainer ways (benchmarks/RESULTS.md)
	$(PY) benchmarks/bring_in.py
	$(PY) benchmarks/bring_in.py --dialect export
	$(PY) benchmarks/equal_shares.py
	$(PY) benchmarks/peers.py --postgres
	$(PY) benchmarks/network.py
	$(PY) benchmarks/network.py --shape random --no-peer
	$(PY) benchmarks/network.py --small
	$(PY) benchmarks/opinions.py
	$(PY) benchmarks/panel.py --peer-seconds 30
	$(PY) benchmarks/sroi.py
	$(PY) benchmarks/startup.py
	$(PY) benchmarks/matching.py

lock: $(VENV)/ready-dev  ## Lock dependencies with hashes
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-annotate --no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.txt
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --extra dev --no-annotate --no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements-dev.txt

wheel: $(VENV)/ready-dev  ## Build the wheel, which holds everything
	$(PY) -m build --wheel --no-isolation

system:  ## Install Chromium, PostgreSQL and Pango where they are missing, or say what to type
	@sh scripts/system_packages.sh

$(VENV)/bin/python:
	python3 -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Gilydd needs Python 3.11 or newer")'
	python3 -m venv $(VENV)

$(VENV)/ready: requirements.txt $(VENV)/bin/python build_catalogues.py $(wildcard gilydd/locale/*/LC_MESSAGES/*.po)
	$(PY) -m pip install -q --require-hashes -r requirements.txt
	$(PY) scripts/catalogues.py --compile
	touch $@

$(VENV)/ready-dev: requirements-dev.txt pyproject.toml $(VENV)/bin/python build_catalogues.py $(wildcard gilydd/locale/*/LC_MESSAGES/*.po)
	$(PY) -m pip install -q --require-hashes -r requirements-dev.txt
	$(PY) -m pip install -q --no-deps --no-build-isolation -e .
	$(PY) scripts/catalogues.py --compile
	touch $@ $(VENV)/ready

clean:  ## Remove what was made here
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .hypothesis
