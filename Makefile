# `make` or `make help` says what there is. Needs Python 3.11 or later; the rest is set up in this folder.
.DEFAULT_GOAL := help
.PHONY: help run setup train test check bench nlu-report hook clean
MAKEFLAGS += --no-print-directory

python = $(or $(PYTHON),$(shell sh ops/find-python.sh))

help:  ## what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

run:  ## set up, train if needed, start everything, print the address; Ctrl-C stops it
	@$(python) -m ops.run

setup:  ## both Python environments (also done by the others)
	@$(python) -m ops.setup

train:  ## the model, if its inputs changed; prints its path
	@$(python) -m ops.train

test:  ## everything: units, SQLite and PostgreSQL, dialogues, Telegram, browser
	@$(python) -m ops.suites

check:  ## the fast part: style, types, architecture, training data, tests that need nothing running
	@$(python) -m ops.check

bench: setup train  ## the benchmark: latency of a turn, long conversations, ten million lines
	@.venv/bin/python -m bench

nlu-report: setup  ## how well the model reads sentences it never saw: var/nlu-report.html
	@model=$$($(python) -m ops.train | tail -n 1) && TF_CPP_MIN_LOG_LEVEL=2 PYTHONWARNINGS=ignore PYTHONPATH=rasa-env \
	  rasa-env/.venv/bin/python rasa-env/nlu_report.py "$$model" tests/data/nlu_unseen.yml --html var/nlu-report.html

hook:  ## have git run `make check` before each commit
	@git config core.hooksPath ops/hooks && echo "git runs make check before each commit (git config --unset core.hooksPath undoes it)"

clean:  ## forget models, caches and environments; var/ (the database, the secrets) stays
	@rm -rf .venv rasa-env/.venv .tools models .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
