# make build   lands, builds, audits and publishes (a demo company, or LANDING=… AS_OF=… WAREHOUSE=…)
# make test    proves everything
# make bench   prints seconds and memory (RETAIL=<parquet of Online Retail II>)
# make docs    dbt's own documentation site of the last build, in target/
# make format  puts Python and SQL into house form
# make clean   removes what can be rebuilt here: environment, caches, test warehouse (never a company's warehouse)

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.PHONY: build test lint bench docs format clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/ready
TEST_WAREHOUSE := warehouse/test

export GX_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

build: $(READY)
	@$(BIN)/python scripts/run.py $(if $(LANDING),--landing "$(LANDING)") $(if $(AS_OF),--as-of "$(AS_OF)") $(if $(WAREHOUSE),--warehouse "$(WAREHOUSE)")

# Form first, then the demo company with its dbt tests and audit, then unit tests per rule, then pytest (whose last
# words are not those of DuckDB's binding, which counts its own leaks when Python ends).
test: $(READY) lint
	@rm -rf $(TEST_WAREHOUSE)
	$(BIN)/python scripts/run.py --warehouse $(TEST_WAREHOUSE)
	WAREHOUSE=$(TEST_WAREHOUSE) $(BIN)/dbt --no-use-colors test --select test_type:unit | grep --line-buffered -vE ' (START|PASS) '
	$(BIN)/pytest 2> >(sed '/^nanobind: leaked/,$$d' >&2)

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	PYTHONWARNINGS=ignore $(BIN)/sqlfluff lint --processes 2 --disable-progress-bar models tests/singular

bench: $(READY)
	@$(BIN)/python scripts/bench.py $(if $(RETAIL),--retail "$(RETAIL)")

docs: $(READY)
	$(BIN)/dbt docs generate --static

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	PYTHONWARNINGS=ignore $(BIN)/sqlfluff fix --processes 2 models tests/singular

clean:
	rm -rf .venv target logs $(TEST_WAREHOUSE) .pytest_cache .ruff_cache .hypothesis

# Set up once, and again when the lock file changes.
$(READY): requirements.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { \
	    echo 'This project needs Python 3.11 (on Debian: apt install python3.11-venv, or make PYTHON=<path of a python3.11>).' >&2; exit 1; }
	@echo "Setting up .venv: $$(grep -c '==' requirements.lock) libraries, pinned by hash. Once, about a minute."
	@rm -rf .venv && "$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip install --require-hashes --no-deps --no-compile --progress-bar off -r requirements.lock 2> .venv/pip.log \
	    | awk '/^(Collecting|Processing)/ && ++n % 20 == 0 { print "  " n " libraries fetched"; fflush() } /^Installing/ { print "  installing"; fflush() }' \
	    || { grep -v '^WARNING' .venv/pip.log >&2; exit 1; }
	@echo '  compiling'
	@$(BIN)/python -m compileall -q -j 0 .venv/lib || true
	@echo '  parsing'
	@cd scripts && ../$(BIN)/python -c 'import transform; transform.manifest()' || true
	@touch $(READY)
