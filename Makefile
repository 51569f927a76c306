# The one door: `make demo`, `make test`, `make check`, `make bench`. Each sets up .venv once.
PYTHON ?= $(shell command -v python3.11 || echo python3)
PIP_FLAGS ?=
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help demo test test-fast check format bench clean

help:  ## Say what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet $(PIP_FLAGS) --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet $(PIP_FLAGS) --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY)  ## Code the sample interviews and say where the excerpts lie
	$(BIN)/ilccode run transcripts_sample --interviewer SPEAKER_00 \
		--codebook ilc_2019 --codebook ilc_2016 --out demo

test: $(READY)  ## Run all tests
	$(BIN)/pytest

test-fast: $(READY)  ## Run the tests that need no model
	$(BIN)/pytest -m 'not model and not slow'

check: $(READY)  ## Check style, types, floors and the README's commands
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q tests/test_readme.py tests/test_start.py

format: $(READY)  ## Put the code into the house's style
	$(BIN)/ruff format src tests benchmarks
	$(BIN)/ruff check --fix src tests benchmarks

bench: $(READY)  ## Measure speed, memory, and how good the tagger is
	$(BIN)/python -m benchmarks.pipeline
	$(BIN)/python -m benchmarks.importing
	$(BIN)/python -m benchmarks.review
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.agreement_speed
	$(BIN)/python -m benchmarks.tagger_cost
	@for set in sight casino; do \
		if [ -d ../shared/data/$$set ]; then OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.tagger ../shared/data/$$set; \
		else echo "no coded set ../shared/data/$$set: the tagger is not measured on it"; fi; done

clean:  ## Remove what was built
	rm -rf .venv demo build dist
