# The words that people and CI type. `make` alone lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed
STUDY  := studies/salvage-blinatumomab
DEMO   := demo-report

PIP  := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --fork-strategy fewest \
        --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help demo test spark check docs bench lock clean

help:  ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

demo: $(READY)  ## report on the founding study and say where the report is
	@rm -rf $(DEMO)
	@$(BIN)/blastline report $(STUDY) --out $(DEMO)
	@echo "The report is in $(CURDIR)/$(DEMO)"

test: $(READY)  ## pass the tests; make test ARGS='-k crs' passes some of them
	@$(BIN)/python -m pytest $(ARGS)

spark: $(READY)  ## pass the tests of the Spark engine; installs pyspark first, needs Java 17 or newer
	@$(PIP) install --require-hashes -r requirements-extras.lock
	@$(BIN)/python -m pytest -m spark -n 0 $(ARGS)

check: $(READY)  ## style, layout, types, and that each stage reads only the stages before it
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(READY)  ## build the documentation; a broken link inside it is an error
	@$(BIN)/python -m sphinx -E -W --keep-going -n -q -b html docs docs/_build
	@echo "The documentation is in $(CURDIR)/docs/_build/index.html"

bench: $(READY)  ## time the commands, then grading at scale, which writes docs/performance.md (10 minutes, 10 GB of disk)
	@$(BIN)/python benchmarks/bench.py
	@$(BIN)/python benchmarks/scale.py 20 60 --keep

lock: | $(BIN)/python  ## write the lock files anew; make lock ARGS=--upgrade takes newer versions
	@test -x $(BIN)/uv || $(PIP) install uv
	@$(LOCK) --extra dev --output-file requirements.lock $(ARGS)
	@$(LOCK) --extra spark --extra gating --constraint requirements.lock --no-annotate \
	  --output-file requirements-extras.lock $(ARGS)

clean:  ## remove what was built; the environment in .venv stays
	@rm -rf $(DEMO) docs/_build dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Blastline needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo 'not there')."; \
	  echo "Install one and name it, for example: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12"; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The project itself is installed last and alone: every version that it runs with comes from the lock.
$(READY): pyproject.toml requirements.lock | $(BIN)/python
	@echo "Installing the versions in requirements.lock into $(VENV) (once; a minute or two) ..."
	@start=$$(date +%s) && $(PIP) install --require-hashes -r requirements.lock \
	  && $(PIP) install --no-deps --no-build-isolation --editable . \
	  && touch $@ && echo "Installed in $$(( $$(date +%s) - start )) s."
