# Every target does its own set-up; nothing but Python 3.11 or newer and make is expected.
PYTHON ?= python3
VENV := .venv
PEER := .venv-machine
BIN := $(VENV)/bin
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet

.PHONY: help setup setup-dev demo run test fast lint browser attack soak docs bench sbom audit-deps screenshots lock clean

help:
	@echo "make demo   a living workspace in your browser, nothing else needed"
	@echo "make run    the app against Slack, with what .env holds"
	@echo "make test   every check"
	@echo "make attack the attacks on anonymity with many rounds"
	@echo "make soak   240 power cuts, storms of faults, and years of members, zones, holidays and outages"
	@echo "make bench  the numbers of docs/performance.md, on this machine"
	@echo "make docs   these pages as a site, in site/"
	@echo "make fast   unit tests and linters only"
	@echo "make sbom   what runs, as CycloneDX, in build/sbom.json"
	@echo "make audit-deps   known weaknesses of what runs; needs the network"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Lärdom needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.docs: $(VENV)/.runtime requirements-docs.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.lock
	@touch $@

$(VENV)/.audit: $(VENV)/bin/python requirements-audit.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.lock
	@touch $@

setup: $(VENV)/.runtime
setup-dev: $(VENV)/.dev

demo: setup
	$(BIN)/lardom demo

run: setup
	$(BIN)/lardom run

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: lint
	$(BIN)/pytest tests/unit

browser:
	@sh tests/e2e/find_chromium.sh

test: lint browser
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser and not alone"
	$(BIN)/pytest -m "browser or alone"

attack: setup-dev
	LARDOM_ATTACK_SEEDS=20 $(BIN)/pytest -n 2 --timeout 900 tests/attacks

soak: setup-dev
	LARDOM_POWER_CUTS=240 $(BIN)/pytest -n 2 --dist load tests/e2e/test_power_cuts.py
	LARDOM_STORMS=24 $(BIN)/pytest -n 2 --dist load tests/e2e/test_storms.py tests/e2e/test_slack_faults.py tests/e2e/test_storage_faults.py
	LARDOM_YEARS=6 LARDOM_YEARS_DAYS=1100 $(BIN)/pytest -n 2 --dist load tests/e2e/test_years.py tests/e2e/test_years_can_fail.py

$(PEER)/.ready: $(VENV)/bin/python bench/peers/slack_machine.lock
	$(PYTHON) -m venv $(PEER)
	$(PEER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/peers/slack_machine.lock
	@touch $@

bench: setup-dev $(PEER)/.ready
	$(BIN)/python -m bench

performance: setup-dev
	$(BIN)/python -m bench.page

docs: $(VENV)/.docs
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "Open site/index.html"

sbom: $(VENV)/.audit
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible --validate --output-file build/sbom.json
	@echo "build/sbom.json: everything that runs, as CycloneDX"

# Strict: a package that could not be looked up fails the audit, instead of passing for a good one.
audit-deps: $(VENV)/.audit
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

screenshots: setup-dev browser
	$(BIN)/python docs/screenshots.py $(ONLY)

lock:
	$(COMPILE) --extra build pyproject.toml -o requirements.lock
	$(COMPILE) --extra build --extra dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) bench/peers/slack_machine.in -o bench/peers/slack_machine.lock
	$(COMPILE) --extra build --extra docs --constraints requirements-dev.lock pyproject.toml -o requirements-docs.lock
	$(COMPILE) --extra build --extra audit --constraints requirements-dev.lock pyproject.toml -o requirements-audit.lock

clean:
	rm -rf $(VENV) $(PEER) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
