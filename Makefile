# The whole way from a clone to the book. `make help` lists the commands.
PYTHON ?= python3
BIN = .venv/bin
READY = .venv/.ready
CHAPTERS ?= $(shell find chapters reference -name '*.ipynb' -not -path '*/.*' | sort)
STUDIES ?= $(wildcard studies/*.py)
PROCESSES ?= 1
BUILD = $(BIN)/jupyter-book build -W -n --keep-going .

.PHONY: help book serve test test-weekly linkcheck studies mutants floors prereleases notebooks bench lighthouse clean

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

book: $(READY) ## install what is missing, execute the chapters, build the book
	$(BUILD)
	@echo "The book: $(CURDIR)/_build/html/index.html   (make serve opens it on localhost)"

serve: $(READY) ## serve the built book on http://127.0.0.1:8000
	$(BIN)/python -m website.serve

test: book .cache/ipywidgets7 ## everything that is tested: units, notebooks, the site in a browser
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m pytest -n 2 --dist loadscope --nbval

test-weekly: test ## what takes long: processors, studies, mutants, other browsers, Binder, Lighthouse
	$(BIN)/python -m pytest tests/weekly
	$(MAKE) lighthouse
	$(MAKE) mutants

linkcheck: book ## ask for each address that the pages link to, over the network
	$(BUILD) --builder linkcheck

# batch_times measures the clock, so it wants a quiet machine.
studies: $(READY) ## renew the stored studies, from where it stopped (STUDIES="..." for some, PROCESSES=n at a time)
	for study in $(STUDIES); do $(BIN)/python $$study $(PROCESSES) || exit 1; done

# Units and notebooks with other versions than the tested ones, in an environment of their own. What those versions say
# about one another is not ours to mend.
floors: RESOLVED = --resolution lowest-direct
prereleases: RESOLVED = --prerelease allow --upgrade
floors: ## test with the oldest versions that requirements.txt allows
prereleases: ## test with the newest versions, pre-releases too
floors prereleases: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv venv --quiet --clear --python $(BIN)/python .cache/$@
	$(BIN)/python -m uv pip install --quiet --python .cache/$@ $(RESOLVED) -r requirements.txt -e .
	.cache/$@/bin/python -m pytest -W ignore::DeprecationWarning --nbval \
	  --ignore=tests/browser --ignore=tests/website/test_site.py chapters reference tests

notebooks: $(READY) ## execute the chapters in place (CHAPTERS="..." for some of them)
	$(BIN)/python -m website.notebooks $(CHAPTERS)

bench: $(READY) ## time the engine beside its peers, those that are installed
	$(BIN)/python benchmarks/networks.py
	$(BIN)/python benchmarks/depth.py

mutants: $(READY) ## try the engine's tests on thousands of small faults (half an hour)
	$(BIN)/python -m pip install --quiet -c constraints.txt -r tests/mutants-requirements.txt
	rm -rf mutants
	mkdir -p .cache
	$(BIN)/mutmut run > .cache/mutmut.log || { tail -c 2000 .cache/mutmut.log; exit 1; }
	$(BIN)/python tests/mutants.py

lighthouse: book ## five Lighthouse runs of each chapter on a simulated phone (downloads Lighthouse)
	$(BIN)/python -m website.lighthouse

clean: ## remove all that was built, and the environment
	rm -rf _build .cache .venv mutants

# The last ipywidgets before 8, which Colab has: beside the environment, for a test.
.cache/ipywidgets7: | $(READY)
	$(BIN)/python -m pip install --quiet --no-deps --target $@ ipywidgets==7.8.5 ipython_genutils==0.2.0

# Installed again when a list of what is needed has changed, and only then.
$(READY): requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; say which: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make environments. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --no-compile -c constraints.txt -r requirements.txt -e .
	@touch $(READY)
