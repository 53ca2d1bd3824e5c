# Heed. `make run` serves the demo on http://127.0.0.1:8000/ ; `make test` tests everything. `make help` lists the rest.
PY   ?= python3
PORT ?= 8000
UP   ?=
V    := .venv

NO_PYTHON  = There is no $(PY) here, and Heed needs Python 3.11 or newer: install it (apt-get install python3 python3-venv), or type make PY=/path/to/python3.
OLD_PYTHON = Heed needs Python 3.11 or newer, and this is $$($(PY) -V 2>&1): name a newer one, such as make $(MAKECMDGOALS) PY=/usr/bin/python3.11
NO_VENV    = Python cannot make a virtual environment here: install that part of it (apt-get install python3-venv), then type the same again.
NO_FOLDER  = The virtual environment could not be made in $(V): see that this folder is yours and the disk is not full, then type the same again.
NO_NETWORK = The packages could not be installed: see that this machine reaches a Python package index and has 1 GB free, then type the same again.
NO_BROWSER = The browser tests need Chromium. Type: sudo apt-get install --no-install-recommends chromium-headless-shell (or chromium, which is slower)
SAY     = { printf '\n%s\n' "$($(1))" >&2; exit 1; }
INSTALL = { $(V)/bin/uv pip install -q --no-config --compile-bytecode --python $(V)/bin/python --require-hashes -r $(1) \
	|| $(V)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); } || $(call SAY,NO_NETWORK)
export PORT

.DELETE_ON_ERROR:
.PHONY: run test check bench faults clean reset lock browser tools help

run: $(V)/.run
	@$(V)/bin/python -m heed.cli run

test: $(V)/.test browser
	$(V)/bin/python -m pytest -n 2 --dist worksteal

check: $(V)/.test
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/python -m mypy heed
	$(V)/bin/lint-imports
	$(V)/bin/python -m heed.cli check

bench: $(V)/.test
	$(V)/bin/python -m bench

# R='R9 R10' injects those alone. Forty minutes in all; docs/reliability.md says what each is.
R ?=
faults: $(V)/.test
	$(V)/bin/python -m faults $(R)

# What can be made again. The demo's database, keys and mail stay: `make reset` is for those.
clean:
	rm -rf $(V) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache var/static test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

reset: $(V)/.run
	@$(V)/bin/python -m heed.cli reset

# UP=--upgrade takes the newest versions; without it only what changed in the .in files moves.
lock: $(V)/.test
	for list in uv run test; do \
	  $(V)/bin/uv pip compile -q --no-config --universal --python-version 3.11 --generate-hashes --no-annotate --no-header $(UP) \
	    requirements/$$list.in -o requirements/$$list.txt || exit 1; done
	! grep -nE 'https?:|index|find-links' requirements/*.txt

help:
	@echo 'make run     serve the demo (PORT=8080 for another port, HEED_VAR=/folder for another place to keep it)'
	@echo 'make test    everything, browser journeys included'
	@echo 'make check   style, types, floors, settings, migrations'
	@echo 'make bench   timings          make faults  injected faults at full length (R=R9 for one)'
	@echo 'make reset   delete the demo database, its keys and mail          make clean   delete what can be made again'
	@echo 'make lock    compile requirements/*.txt (UP=--upgrade for the newest versions)'

# Installing -------------------------------------------------------------------------------------------------------------------
$(V)/bin/uv: requirements/uv.txt
	@command -v $(PY) >/dev/null 2>&1 \
	  || $(call SAY,NO_PYTHON)
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || $(call SAY,OLD_PYTHON)
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null \
	  || $(call SAY,NO_VENV)
	@echo 'Installing (half a minute, this first time) ...'
	@$(PY) -m venv $(V) || $(call SAY,NO_FOLDER)
	@$(V)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt \
	  || $(call SAY,NO_NETWORK)
	@touch $@

$(V)/.run: requirements/run.txt $(V)/bin/uv
	@$(call INSTALL,requirements/run.txt)
	@$(MAKE) --no-print-directory tools
	@touch $@

$(V)/.test: requirements/test.txt $(V)/bin/uv
	@$(call INSTALL,requirements/test.txt)
	@$(MAKE) --no-print-directory tools
	@touch $@ $(V)/.run

# The `heed` command, and the checkout on Python's path: relative, so that the folder may be moved.
tools:
	@printf '%s\n' '#!/bin/sh' 'exec "$$(dirname "$$(readlink -f "$$0")")/python" -m heed.cli "$$@"' > $(V)/bin/heed
	@chmod 755 $(V)/bin/heed
	@for folder in $(V)/lib/python*/site-packages; do echo '../../../..' > $$folder/heed.pth; done

browser:
	@command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && apt-get update -qq \
	  && { apt-get install -y -qq --no-install-recommends chromium-headless-shell || apt-get install -y -qq --no-install-recommends chromium; }; } \
	  || $(call SAY,NO_BROWSER)
