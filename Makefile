# make run    the whole site on this machine          make lint   the checks without the tests
# make test   everything CI runs                      make fmt    write code in the house's shape
# make bench  the benchmarks                          make lock   requirements.txt from .in
# make fuzz   ads moved in any order, for an hour
#
# Needs nothing but python3 (3.11 or later) with venv and pip.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

.PHONY: run test bench fuzz lint fmt lock

run: .venv/run.stamp
	@exec $(PY) -m marketplace.runner

# With STATUS_FILE, pytest's exit status goes there and make itself has nothing to add.
test: .venv/dev.stamp
	@$(PY) -m tests.run; status=$$?; \
	if [ -n "$$STATUS_FILE" ]; then echo $$status > "$$STATUS_FILE"; else exit $$status; fi

bench: .venv/dev.stamp
	@exec $(PY) -m tests.benchmarks

# Two thousand stories of sixty steps, other ones each time.
fuzz: .venv/dev.stamp
	@FUZZ_STORIES=2000 FUZZ_STEPS=60 exec $(PY) -m tests.run sqlite -- \
		tests/ads/test_any_order.py -o faulthandler_timeout=0

lint: .venv/dev.stamp
	@exec $(PY) -m tests.run lint types imports migrations

fmt: .venv/dev.stamp
	@$(PY) -m ruff check --quiet --fix-only .
	@$(PY) -m ruff format --quiet .

lock: .venv/dev.stamp
	@$(LOCK) requirements.in --output-file requirements.txt
	@$(LOCK) requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt

# A stamp is written when everything before it worked, so a broken install is done again.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with PYTHON=...")'
	@echo "Making .venv"
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installing requirements.txt"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing requirements-dev.txt"
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/run.stamp
