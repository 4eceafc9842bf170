# `make` alone prints what can be made. Everything that needs the set-up does it first, once.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON := .venv/bin/python
READY := .venv/.ready
READY_TO_TEST := .venv/.ready-to-test
CLAIMS := build/clauses.json
SET_UP := image-build/debian-packages.sh image-build/python-packages.sh

.PHONY: help run call test lint types unit claims bench bench-speech bench-sip bench-console bench-publishing bench-reports bench-box pictures powercut soak sweep install prove-install clauses lock test-trixie test-bookworm check-arm64 clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## start the box: SQLite, a simulated modem, the console
	@$(PYTHON) -m tests.fakes.run_box

call: $(READY) ## ring the running box from this terminal
	@$(PYTHON) -m tests.fakes.call_in_terminal

test: $(READY_TO_TEST) ## the gate: lint, types, unit, claims; stops at the first that fails
	@for stage in lint types unit claims; do \
		echo "== make $$stage"; \
		$(MAKE) --no-print-directory $$stage || { echo "make test: stopped at '$$stage'" >&2; exit 1; }; \
	done

lint: $(READY) ## ruff: rules and format
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

types: $(READY) ## mypy, strict
	@.venv/bin/mypy

unit: $(READY_TO_TEST) ## every test; ARGS='-k word' chooses
	@mkdir -p build
	@$(PYTHON) -m tests.gate $(ARGS)

# Said by the gate after `unit`; `make clauses` runs the tests it needs by itself.
claims: $(READY_TO_TEST)
	@$(PYTHON) -m tests.regulations --from $(CLAIMS)

bench: bench-speech ## measure the box, its voices and its console beside their promises
	@$(PYTHON) -m tests.bench
	@$(MAKE) --no-print-directory bench-console bench-publishing bench-reports bench-box

bench-speech: $(READY_TO_TEST) ## the voices of this machine side by side: speed, memory, level, pace, codec, stress
	@$(PYTHON) -m tests.bench_speech

bench-sip: $(READY_TO_TEST) ## so many SIP calls at once, the box beside a bare loop; N='1 10 50 100 200' chooses
	@$(PYTHON) -m tests.bench_sip $(N) $(ARGS)

bench-console: $(READY_TO_TEST) ## every page over a million calls, and the sound while ten browsers work; ARGS='--calls 10000'
	@$(PYTHON) -m tests.bench_console $(ARGS)

bench-publishing: $(READY_TO_TEST) ## a menu of sixty new texts spoken and switched while a call plays; a large menu opened
	@$(PYTHON) -m tests.bench_publishing

bench-reports: $(READY_TO_TEST) ## the reports of a month with ten thousand calls, and the sound meanwhile
	@$(PYTHON) -m tests.bench_reports $(ARGS)

bench-box: $(READY_TO_TEST) ## memory of all units together, bytes written on an idle day and in a hundred calls; ARGS='--minutes 10'
	@$(PYTHON) -m tests.bench_box $(ARGS)

powercut: $(READY_TO_TEST) ## cut three workloads after every call that writes, fill the disk at every write; ARGS='--minutes 15'
	@$(PYTHON) -m tests.powercut $(ARGS)

pictures: $(READY_TO_TEST) ## every page of the console as a picture in build/screenshots
	@PICTURES=1 $(PYTHON) -m pytest -q tests/browser

soak: $(READY_TO_TEST) ## so many calls on one box: slopes of memory, descriptors, threads, files; CALLS=5000
	@$(PYTHON) -m tests.soak --calls $(or $(CALLS),3000) $(ARGS)

sweep: $(READY_TO_TEST) ## the promises of a box that nobody watches, in their full numbers; ARGS='unplugged --times 10'
	@$(PYTHON) -m tests.sweep $(ARGS)

install: ## install on this Raspberry Pi OS or Debian 13: users, units, rules, settings
	@bash image-build/install.sh $(ARGS)

clauses: $(READY_TO_TEST) ## the clauses of the regulations and the tests that prove them
	@$(PYTHON) -m tests.regulations

# The lock names no index: a machine with a mirror of its own sets it in pip's configuration, and uv is told here.
lock: $(READY) ## write requirements.lock from pyproject.toml; ARGS=--upgrade takes newer versions
	@index=$$($(PYTHON) -m pip config get global.index-url 2>/dev/null) && export UV_DEFAULT_INDEX="$$index"; \
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
		--custom-compile-command 'make lock' $(ARGS) --output-file requirements.lock pyproject.toml

test-trixie: ## the gate on HEAD in a minimal Debian 13; TREE=work takes the tree as it lies, COMMAND=… another command
test-bookworm: ## the same in a minimal Debian 12
test-trixie test-bookworm:
	@bash image-build/debian-packages.sh image-build/packages/chroot.txt
	@bash image-build/test-in-chroot.sh $(@:test-%=%)

prove-install: ## make install in a minimal Debian 13, checked and run under its users
	@bash image-build/debian-packages.sh image-build/packages/chroot.txt
	@TREE=work COMMAND='bash image-build/prove-install.sh' bash image-build/test-in-chroot.sh trixie

check-arm64: $(READY) ## every locked wheel and Debian package exists for arm64
	@bash image-build/check-arm64.sh

clean: ## remove .venv, build/ and caches; .run/, the state of the box, stays
	@rm -rf --one-file-system .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml image-build/packages/run.txt $(SET_UP)
	@bash image-build/debian-packages.sh image-build/packages/run.txt
	@bash image-build/python-packages.sh
	@touch $@

$(READY_TO_TEST): $(READY) image-build/packages/test.txt image-build/packages/rhvoice.txt image-build/rhvoice.sh
	@bash image-build/debian-packages.sh image-build/packages/test.txt
	@bash image-build/rhvoice.sh
	@touch $@
