# The house's commands. Each builds .venv when it is missing or the lock has changed.
PYTHON ?= python3
BIN := .venv/bin

MINUTES ?= 60
KILLS ?= 200
WORKERS ?= auto

VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
IMAGE ?= carryover:$(VERSION)
BUILD_NETWORK ?= default

.PHONY: up test nightly check contract screenshots smoke faults planted bench soak lock clean
.PHONY: test-citus image secrets sbom test-compose test-containers test-documents test-pooler

up: .venv/ready
	$(BIN)/carryover up $(ARGS)

# Each worker has servers of its own; a file stays with one of them.
test: .venv/ready
	$(BIN)/pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile -m "not docker and not documents" $(ARGS)

# All that stands on Postgres and Valkey, with both in containers, and what needs a container engine for itself.
test-containers: .venv/ready
	$(BIN)/python -m tests.support.container_servers
	CARRYOVER_TEST_SERVERS=containers $(BIN)/pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile \
	  -m "(servers or docker) and not browser" $(ARGS)

# The same behind PgBouncer in transaction mode (1.21 or later), for api and engine: CARRYOVER_TEST_POOLER names one.
test-pooler: export CARRYOVER_TEST_POOLER ?= pgbouncer
test-pooler: .venv/ready
	$(BIN)/python -m tests.support.pooler
	$(BIN)/pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile -m "servers and not browser and not docker" $(ARGS)

# The integration tests on a coordinator of Citus with two workers: CITUS is the bin folder of a Postgres that has it.
test-citus: .venv/ready
	@test -n "$(CITUS)" || { echo "not run: CITUS names no bin folder of a Postgres 18 with Citus"; exit 2; }
	CARRYOVER_TEST_CITUS=$(CITUS) $(BIN)/pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile --timeout 300 \
	  tests/integration tests/contract/test_store.py $(ARGS)

# What is tried with examples with ten times as many, and every zone on every date: those tests import how often.
nightly: .venv/ready
	CARRYOVER_EXAMPLES=2000 $(BIN)/pytest --timeout 1800 \
	  $$(grep -rlE --include='test_*.py' '(examples_count|all_zones|properties.examples) import' tests) $(ARGS)

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m services.http.contract.check

# What the doors offer now, as the contract that `make check` compares with.
contract: .venv/ready
	$(BIN)/python -m services.http.contract.check record

# The ten main pages as small pictures in docs/pages/, from the demonstration's data.
screenshots: .venv/ready
	$(BIN)/python -m tests.browser.screenshots

smoke: .venv/ready
	$(BIN)/python -m tests.e2e.smoke $(ARGS)

faults: .venv/ready
	CARRYOVER_KILLS=$(KILLS) $(BIN)/pytest tests/faults tests/contract/test_store_model.py $(ARGS)

# The security tests on copies of the code with a fault each, which they must find: ARGS="S1 S4", or all.
planted: .venv/ready
	$(BIN)/python -m tests.security.plant $(ARGS)

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
	$(SUBSET) pyproject.toml --extra tracing -o deploy/image/requirements.lock
	printf 'hatchling\n' | $(SUBSET) - -o deploy/image/build.lock
	printf 'aiosmtpd\n' | $(SUBSET) - -o deploy/image/mail.lock

SUBSET = $(BIN)/uv pip compile --quiet --constraint requirements.lock --python-version 3.11 --universal \
  --no-header --no-annotate --generate-hashes --no-emit-index-url

# The image, and the mailbox for trying out. REVISION and the instants in it are the commit's.
image:
	for target in platform mail; do \
	  docker build $(BUILD_OPTIONS) --file deploy/image/Dockerfile --target $$target --network $(BUILD_NETWORK) \
	    --build-arg VERSION=$(VERSION) --build-arg REVISION=$$(git rev-parse HEAD) \
	    --build-arg SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) \
	    --tag $(IMAGE)$$(test $$target = platform || echo -$$target) . || exit 1; \
	done

# What a deployment with compose needs, drawn where it is missing; what is there stays.
secrets:
	docker compose run --rm --no-deps secrets

# What is in the image, as CycloneDX: build/sbom.json.
sbom: .venv/ready
	deploy/image/sbom $(IMAGE) build/sbom.json

test-compose: .venv/ready
	$(BIN)/pytest tests/containers -m docker $(ARGS)

# Every command of docs/operating and docs/runbooks, beside a platform that passes; with compose where Docker answers.
test-documents: .venv/ready
	$(BIN)/pytest tests/deploy/test_documents_done.py -m documents -rs $(ARGS)

clean:
	rm -rf .venv build dist
