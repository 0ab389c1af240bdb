# Needs Python 3.11 or later and make; everything else is installed into .venv.
PY ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
LOCK = uv pip compile -q --universal --fork-strategy fewest --generate-hashes --no-annotate --no-header pyproject.toml

.DEFAULT_GOAL = help
.PHONY: help up test check bench fix messages flows lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: .venv/.run ## run the portal: database, queue, web, worker and beat; Ctrl-C ends all
	@exec $(BIN)/python manage.py up

# Tests of several processes and of browsers measure time or hold ports: they run one by one.
test: .venv/.dev ## run every test on real PostgreSQL and Redis (ARGS= for pytest)
	$(BIN)/pytest -q -n 2 -m "not flow and not alone and not browser" $(ARGS)
ifeq ($(CHROMIUM),)
	@echo "Chromium was not found, so the browser tests are left out (Debian: apt-get install chromium)."
	$(BIN)/pytest -q -m "flow or alone" $(ARGS)
else
	$(BIN)/pytest -q -m "flow or alone or browser" $(ARGS)
endif

check: .venv/.dev ## lint, format, types, imports, migrations, templates, translations, licences
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check_project
	$(BIN)/python manage.py messages --check
	$(BIN)/python manage.py draw_flows --check
	$(BIN)/pip-licenses --format=csv > /dev/null

bench: .venv/.dev ## measure against peers, as ratios (SCALE=city, province or nation)
	$(BIN)/python -m bench $(or $(SCALE),city)

fix: .venv/.dev ## let the tools repair what they can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

messages: .venv/.dev ## bring the translations up to date
	$(BIN)/python manage.py messages

flows: .venv/.dev ## draw docs/workflow.md from the flow tables
	$(BIN)/python manage.py draw_flows

lock: ## resolve dependencies anew (needs uv)
	$(LOCK) -o requirements/prod.lock
	$(LOCK) --group embedded -o requirements/run.lock
	$(LOCK) --group embedded --group dev -o requirements/dev.lock

clean: ## remove the environment and every tool's cache; var/ with the data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage

.venv/.run: requirements/run.lock
	test -x $(BIN)/python || $(PY) -m venv .venv
	$(PIP) -r $<
	@touch $@

.venv/.dev: requirements/dev.lock
	test -x $(BIN)/python || $(PY) -m venv .venv
	$(PIP) -r $<
	@touch $@ .venv/.run
