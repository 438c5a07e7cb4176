# make lab     open the course in JupyterLab
# make test    run every check: what continuous integration runs
# make build   execute all notebooks anew and derive exercises/ from solutions/
# make lint    the quick checks alone
# make lock    renew requirements.lock from pyproject.toml
# make field   measure the course's commands beside the tools of others, and write docs/benchmark.md
# make screenshots    renew the README's pictures from a run in a real browser; those to look at go to build/screenshots
#
# Each of them first makes .venv, unless it is there and up to date. Needs Python 3.11 or newer, and nothing else.

PYTHON ?= python3
VENV   ?= .venv
# What JupyterLab opens.
START  ?= notebooks/00_start_here.ipynb
# More options for JupyterLab. It listens on this machine only; in a container say LAB="--ip=0.0.0.0 --no-browser".
LAB    ?=

# How many files are tested at a time. One of them often waits: for a page, for a server, for the end of a time limit.
AT_ONCE ?= 3

RUN   := $(VENV)/bin/python -m
UV    := $(RUN) uv pip install --quiet --python $(VENV)/bin/python
READY := $(VENV)/.ready

# JupyterLab shows Markdown as a reader wants it, and does not ask at its first start whether it may fetch news.
define SETTINGS
{"@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}}, \
 "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}
endef

# Container images set it. Without compiled bytecode each kernel, and each process that judges, compiles its imports anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: lab test build lint lock field screenshots
.DELETE_ON_ERROR:

lab: $(READY)
	$(RUN) jupyterlab --allow-root --LabApp.workspaces_dir=$(VENV)/workspaces '--LabApp.default_url=/lab/tree/$(START)' $(LAB)

test: lint
	$(RUN) pytest -n $(AT_ONCE)

build: $(READY)
	$(VENV)/bin/course build

screenshots: $(READY)
	mkdir -p build/screenshots
	COURSE_SCREENSHOTS=build/screenshots $(RUN) pytest tests/test_browser.py tests/test_appearance.py
	cp build/screenshots/lesson-04_race_conditions.png .github/lesson.png
	cp build/screenshots/verdict-sell_last_ticket.png .github/verdict.png

# With other work on the machine, its times mean little. FIELD="--resume" goes on after an interruption.
field: $(READY)
	$(RUN) tests.field --write $(FIELD)

lint: $(READY)
	$(RUN) ruff check --quiet .
	$(RUN) ruff format --quiet --check .
	$(RUN) mypy

# Left out: rfc3987-syntax, a format checker that jupyterlab asks for and never uses. It parses a grammar whenever
# jsonschema is imported, which costs JupyterLab and each process of pytest two seconds.
lock: $(READY)
	$(RUN) uv pip compile --no-config --quiet --upgrade --universal --python-version 3.11 --extra test \
		--generate-hashes --no-emit-package rfc3987-syntax --custom-compile-command "make lock" \
		pyproject.toml --output-file requirements.lock

# uv installs in seconds, but knows nothing of an index or proxy that is set up for pip alone: hence the second try.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "The course needs Python 3.11 or newer, and '$(PYTHON)' is none: say make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	awk '/^[^ #]/ { wanted = /^uv==/ } wanted' requirements.lock > $(VENV)/uv.lock
	$(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	$(UV) --require-hashes --no-deps -r requirements.lock \
		|| $(RUN) pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(UV) --no-deps --editable . || $(RUN) pip install --quiet --no-deps --editable .
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@echo '$(SETTINGS)' > $(VENV)/share/jupyter/lab/settings/overrides.json
	@# matplotlib lists the fonts at its first import, and says so on stderr if that takes long.
	$(RUN) matplotlib.font_manager
	@touch $@
