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

# What must hold on every version of the broker: the kit's messaging and the broker's rights.
CONFORMANCE := $(addprefix libs/servicekit/tests/test_,flow.py inbox.py inbox_faults.py inbox_and_database.py \
	many_processes.py reconciling.py telling_again.py tracing.py takeover.py withdrawn_texts.py) \
	$(addprefix libs/contracts/tests/test_,broker_rights.py outside_subscriber.py)

# The whole site first; then the kit's parts, and signing in alone.
IN_CHROMIUM := tests/integration/browser libs/pagekit/tests/test_browser.py \
	libs/servicekit/tests/identity/test_sign_in_in_chromium.py

.DEFAULT_GOAL := help
.PHONY: help setup demo test check check-asyncapi format catalogues browser oidc faults fuzz bench test-containers compose-smoke up down lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## start everything, play the cases, stay up (ARGS="--port N --size small|year --keep --once")
	@$(SETUP) requirements/demo.txt
	@exec $(BIN)/civic-demo $(ARGS)

test: setup ## every test that needs no Docker (ARGS go to pytest; ARGS=-n0 for one process)
	@exec $(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup ## lint, format, types, walls between packages
	$(BIN)/ruff check $(wildcard $(CODE))
	$(BIN)/ruff format --check $(wildcard $(CODE))
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/lint-imports

check-asyncapi: setup ## docs/asyncapi.json through AsyncAPI's own parser (fetches it from npm)
	@exec $(BIN)/pytest --long libs/contracts/tests/test_asyncapi_parser.py $(ARGS)

format: setup ## put the code into its form
	$(BIN)/ruff check --fix $(wildcard $(CODE))
	$(BIN)/ruff format $(wildcard $(CODE))

browser: setup ## every page and every journey in Chromium, with axe-core (fetched by npm; CIVIC_AXE may name it)
	@axe=$$($(BIN)/python tests/integration/browser/fetching.py) && CIVIC_AXE=$$axe \
		exec $(BIN)/pytest -n0 --long $(IN_CHROMIUM) $(ARGS)

oidc: setup ## sign-in at the certified oidc-provider, fetched by npm (needs node)
	@exec $(BIN)/pytest -n0 --long libs/servicekit/tests/identity/certified $(ARGS)

faults: setup ## kill, cut and flood it (DOSE=short|full, ARGS="row … --seed N --resume FILE")
	@PYTHONPATH=tests/integration exec $(BIN)/python -m faults --dose $(DOSE) $(ARGS)

fuzz: setup ## generated requests to every service (ARGS="ideas --requests 100000 --seed 2")
	@PYTHONPATH=tests/integration exec $(BIN)/python -m fuzz $(ARGS)

bench: setup ## how fast it is, beside references (ARGS="B1 B2", "B1 --profile")
	@exec $(BIN)/python -m benchmarks $(ARGS)

test-containers: setup ## what the services rely on, on RabbitMQ 4 in a container (needs a Docker engine)
	@exec $(BIN)/pytest --containers $(CONFORMANCE) $(ARGS)

compose-smoke: ## docker-compose.yml from nothing: build, up with the demo, look, down -v
	@exec $(PYTHON) tests/integration/compose/smoke.py $(ARGS)

up: ## start everything and stay up, without playing anything (ARGS="--port N --keep")
	@$(SETUP) requirements/demo.txt
	@exec $(BIN)/civic-stack up $(ARGS)

down: ## stop what `make up` or `make demo` started
	@test ! -x $(BIN)/civic-stack || $(BIN)/civic-stack stop

setup:
	@$(SETUP) requirements/dev.txt

catalogues: setup ## bring the pages' message catalogues into line with the templates
	@$(BIN)/python scripts/update_catalogues.py $(ARGS)

lock: setup ## resolve the requirements again (needs the network)
	@UV_CACHE_DIR=.cache/uv $(PYTHON) scripts/lock_requirements.py

clean: down ## remove the environment, caches and all data of runs
	rm -rf $(VENV) .run .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(wildcard $(CODE)) -name __pycache__ -type d -prune -exec rm -rf {} +
