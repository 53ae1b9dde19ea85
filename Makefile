# Two commands do all the set-up on a fresh machine with Python 3.11+ and make: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MULTITOOL := .tools/sarif
MULTITOOL_VERSION := 5.7.0
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test style types layers unit quick bench mutants fuzz docs goldens format clean

help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "eni-lint needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.runtime: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime pyproject.toml
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

$(MULTITOOL)/.made: Makefile
	@command -v npm >/dev/null || { echo "the SARIF tests need node and npm: install Node.js 20 or newer" >&2; exit 1; }
	@mkdir -p $(MULTITOOL) && echo '{"private":true}' > $(MULTITOOL)/package.json
	npm install --silent --ignore-scripts --no-audit --no-fund --prefix $(MULTITOOL) @microsoft/sarif-multitool-linux@$(MULTITOOL_VERSION)
	@chmod u+x $(MULTITOOL)/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
	@touch $@

demo: $(VENV)/.runtime ## check the examples, print what is wrong with them, leave demo-out/demo.sarif
	@mkdir -p demo-out
	@status=0; $(BIN)/eni-lint check examples --output sarif=demo-out/demo.sarif || status=$$?; \
	if [ $$status -ne 1 ]; then echo "make demo: eni-lint ended with $$status; it should find the planted mistakes and end with 1" >&2; exit 1; fi
	@echo; echo "The planted mistakes were found (exit status 1), and demo-out/demo.sarif holds them as SARIF."

test: style types layers unit ## everything that CI checks: style, types, layers, tests with coverage, the wheel

style: $(VENV)/.dev ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev ## mypy --strict
	$(BIN)/mypy

layers: $(VENV)/.dev ## imports point one way
	$(BIN)/lint-imports

unit: $(VENV)/.dev $(MULTITOOL)/.made ## all tests, with branch coverage
	$(BIN)/pytest -q -n $(WORKERS) --cov --cov-report=term:skip-covered --cov-fail-under=90

quick: $(VENV)/.dev ## the inner loop
	$(BIN)/pytest -q -x tests/unit tests/rules

bench: $(VENV)/.dev ## time and memory as ratios to json.load of the same file
	$(BIN)/python tests/bench/bench.py

mutants: $(VENV)/.dev ## change the checks in many small ways and see whether the tests notice; ARGS="--sample 500" for a quick look
	$(BIN)/python tests/mutation/mutants.py --workers $(WORKERS) --fail-under 90 $(ARGS)

fuzz: $(VENV)/.dev ## feed damaged inputs to every reader for ten minutes; ARGS="--seconds 3600" for longer
	$(BIN)/python tests/fuzz/fuzz.py --seconds 600 --workers $(WORKERS) $(ARGS)

docs: $(VENV)/.dev ## write anew what follows from the code: docs/rules, docs/cli.md, docs/terminal.svg
	$(BIN)/python -m eni_lint.rulebook.pages docs/rules
	$(BIN)/python -m eni_lint.cli.pages docs/cli.md
	$(BIN)/python -m eni_lint.cli.picture docs/terminal.svg check examples/terraform/plan.json

goldens: $(VENV)/.dev ## write the expected outputs anew; read the difference before you commit it
	$(BIN)/pytest -q tests --update-goldens

format: $(VENV)/.dev ## put the code in shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean: ## remove everything that the targets made
	rm -rf $(VENV) .tools demo-out build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
