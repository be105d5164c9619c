# Everything one does with the workspace. `make` alone says what there is.
# All set-up happens below this folder; nothing is installed on the system.

PYTHON ?= python3
ARGS ?=
DOSE ?= short

VENV := .venv
BIN := $(VENV)/bin
SETUP := $(PYTHON) scripts/setup_workspace.py
CODE := libs services stack demo deploy tests benchmarks conftest.py scripts
PACKAGES := $(wildcard libs/*/src services/*/src stack/src demo/src deploy/*/src benchmarks)

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format browser faults bench test-containers compose-smoke up down lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## start everything, play the cases, stay up (ARGS="--port N --size small|year --keep --once")
	@$(SETUP) requirements/demo.txt
	@exec $(BIN)/civic-demo $(ARGS)

test: setup ## every test that needs no Docker (ARGS go to pytest; ARGS=-n0 for one process)
	@exec $(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

check: setup ## lint, format, types, walls between packages
	$(BIN)/ruff check $(wildcard $(CODE))
	$(BIN)/ruff format --check $(wildcard $(CODE))
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/lint-imports

format: setup ## put the code into its form
	$(BIN)/ruff check --fix $(wildcard $(CODE))
	$(BIN)/ruff format $(wildcard $(CODE))

browser: setup ## journeys in Chromium
	@exec $(BIN)/pytest -m browser $(ARGS)

faults: setup ## kill, cut and flood it (DOSE=short|full, ARGS="row … --seed N --resume FILE")
	@PYTHONPATH=tests/integration exec $(BIN)/python -m faults --dose $(DOSE) $(ARGS)

bench: setup ## how fast it is, beside references (ARGS="B1 B2", "B1 --profile")
	@exec $(BIN)/python -m benchmarks $(ARGS)

test-containers: setup ## the tests that need a Docker engine
	@exec $(BIN)/pytest -m containers $(ARGS)

compose-smoke: ## docker-compose.yml from nothing: build, up with the demo, look, down -v
	@exec $(PYTHON) tests/integration/compose/smoke.py $(ARGS)

up: ## start everything and stay up, without playing anything (ARGS="--port N --keep")
	@$(SETUP) requirements/demo.txt
	@exec $(BIN)/civic-stack up $(ARGS)

down: ## stop what `make up` or `make demo` started
	@test ! -x $(BIN)/civic-stack || $(BIN)/civic-stack stop

setup:
	@$(SETUP) requirements/dev.txt

lock: setup ## resolve the requirements again (needs the network)
	@UV_CACHE_DIR=.cache/uv $(PYTHON) scripts/lock_requirements.py

clean: down ## remove the environment, caches and all data of runs
	rm -rf $(VENV) .run .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(wildcard $(CODE)) -name __pycache__ -type d -prune -exec rm -rf {} +
