# The house's commands. Each builds .venv when it is missing or the lock has changed.
PYTHON ?= python3
BIN := .venv/bin

MINUTES ?= 60
KILLS ?= 200

.PHONY: up test nightly check smoke faults bench soak lock clean

up: .venv/ready
	$(BIN)/carryover up $(ARGS)

test: .venv/ready
	$(BIN)/pytest $(ARGS)

# What is tried with examples with ten times as many, and every zone on every date: those tests import how often.
nightly: .venv/ready
	CARRYOVER_EXAMPLES=2000 $(BIN)/pytest --timeout 1800 \
	  $$(grep -rlE --include='test_*.py' '(examples_count|all_zones|properties.examples) import' tests) $(ARGS)

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

smoke: .venv/ready
	$(BIN)/python -m tests.e2e.smoke $(ARGS)

faults: .venv/ready
	CARRYOVER_KILLS=$(KILLS) $(BIN)/pytest tests/faults tests/contract/test_store_model.py $(ARGS)

bench: .venv/ready
	$(BIN)/carryover bench $(ARGS)

soak: .venv/ready
	$(BIN)/python -m bench.soak --minutes $(MINUTES) $(ARGS)

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Carryover needs Python 3.11 or newer.")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Pin again what pyproject.toml allows, with hashes and without addresses.
lock: .venv/ready
	$(BIN)/uv pip compile --quiet --upgrade pyproject.toml --all-extras --python-version 3.11 --universal \
	  --no-header --generate-hashes --no-emit-index-url -o requirements.lock

clean:
	rm -rf .venv build dist
