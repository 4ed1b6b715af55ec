# make run    set up, ingest the dumps in DUMPS, serve dashboard and Dagster until Ctrl-C
# make test   set up, then lint, types and tests
# make bench  print ratios against references (see tests/benchmarks/README.md)
# make setup  set up only; does nothing the second time
# make lock   pin the dependencies of pyproject.toml anew (needs uv)

SHELL := /bin/bash
.DEFAULT_GOAL := run
.PHONY: run test bench setup lock

DUMPS ?= samples/dumps
# A Python 3.11 to 3.13; the first such on PATH unless given.
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up

# Exit codes of ingest: 3, the audit holds, and 1, no file could be used. Either way what was published before is worth
# serving. 130 is the Ctrl-C that ends it.
run: setup
	@$(BIN)/papertide ingest $(DUMPS) || { code=$$?; [[ $$code == 1 || $$code == 3 ]] || exit $$code; }
	@$(BIN)/papertide up || { code=$$?; [[ $$code == 130 ]] || exit $$code; }

test: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --num-workers auto
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

bench: setup
	$(BIN)/python tests/benchmarks/load_arxiv.py
	$(BIN)/python tests/benchmarks/read_dblp.py
	$(BIN)/python tests/benchmarks/read_openalex.py
	$(BIN)/python tests/benchmarks/count_terms.py
	$(BIN)/python tests/benchmarks/search_papers.py
	$(BIN)/python tests/benchmarks/read_text.py
	$(BIN)/python tests/benchmarks/match_titles.py
	$(BIN)/python tests/benchmarks/load_increment.py 100000 2
	$(BIN)/python tests/benchmarks/ask_dashboard.py

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@set -euo pipefail; python=""; \
	for candidate in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python); do \
	    if "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then \
	        python="$$candidate"; break; \
	    fi; \
	done; \
	if [[ -z "$$python" ]]; then \
	    echo "papertide needs Python 3.11 to 3.13; there is none in: $(or $(PYTHON),PATH)." \
	        "Say which to take: make setup PYTHON=/path/to/python" >&2; \
	    exit 5; \
	fi; \
	if uv --version >/dev/null 2>&1; then \
	    python=$$("$$python" -c 'import sys; print(sys.executable)'); \
	    [[ -x $(BIN)/python ]] || uv venv --quiet --python "$$python" $(VENV); \
	    uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --require-hashes -r requirements.lock; \
	    uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	    [[ -x $(BIN)/python ]] || "$$python" -m venv $(VENV); \
	    $(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock; \
	    $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

lock:
	uv pip compile --universal --generate-hashes --no-strip-extras --no-header --python-version 3.11 \
	    --group dev pyproject.toml --output-file requirements.lock
