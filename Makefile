# Each target sets itself up: a virtual environment in .venv, with the pinned packages.

VENV := .venv
BIN := $(VENV)/bin
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
# The first that runs and is new enough.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c '$(IS_NEW_ENOUGH)' 2>/dev/null && echo $$python && break; done)
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --retries 5 --timeout 60 \
	--constraint constraints.txt

.PHONY: run test lint format bench screenshots help
.DEFAULT_GOAL := help

help:
	@echo "make run     start Throughline at http://127.0.0.1:8000/"
	@echo "make test    run the tests"
	@echo "make lint    check style, floors, templates and migrations"
	@echo "make format  put the code into the house's form"
	@echo "make bench   measure the pages with 10,000 incidents"
	@echo "make screenshots  take the pictures in docs/images"

run: $(VENV)/.run
	@exec $(BIN)/python manage.py up

test: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(PYTEST_ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.run
	$(BIN)/python -m bench

screenshots: $(VENV)/.dev
	$(BIN)/python scripts/screenshots.py

$(VENV)/bin/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(IS_NEW_ENOUGH)' || { \
		echo "Throughline needs Python 3.11 or later, and here is $$($(or $(PYTHON),python3) -V 2>&1)." \
			"Install one, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu, install python3-venv."; \
		exit 1; }

$(VENV)/.run: requirements.txt constraints.txt | $(VENV)/bin/python
	$(PIP_INSTALL) --requirement requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@
