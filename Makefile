# huishou: two commands matter. `make demo` shows the main job on real data, `make test` proves everything.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
OUT ?= demo-report

.PHONY: demo test build bench notebooks sanitize sanitize-producers lint clean check-machine
.DEFAULT_GOAL := demo

demo: check-machine $(VENV)/.demo
	@$(BIN)/huishou demo --out $(OUT)

test: build
	@echo "== C++ =="; for t in build/*/huishou_tests; do "$$t" --no-intro || exit 1; done
	@echo "== Python =="; $(BIN)/python -m pytest -q

# The development build: editable, in one build folder, so that a changed kernel is rebuilt in seconds.
build: check-machine $(VENV)/.build
	@echo "building"; $(PIP) --no-build-isolation --no-deps --config-settings=cmake.define.HUISHOU_TESTS=ON --editable .

bench: build
	@$(PIP) --group bench; $(PIP) --no-build-isolation --no-deps --config-settings=cmake.define.HUISHOU_BENCH=ON --editable .; $(BIN)/python tests/benchmarks/exact.py; build/*/huishou_bench; $(BIN)/python tests/benchmarks/network.py

# The notebooks with their outputs, as pages.
notebooks: build
	@$(PIP) --group notebooks; $(BIN)/python -m nbconvert --execute --to html --output-dir build/notebooks notebooks/*.ipynb

# The C++ tests under the address, undefined-behaviour and thread sanitizers.
sanitize: build
	@for s in address,undefined thread; do \
	  echo "== $$s =="; \
	  prefix=$$($(BIN)/python -c "import importlib.metadata as m; print(';'.join(str(e.load().__path__[0]) for e in m.entry_points(group='cmake.root')))"); \
	  $(BIN)/cmake -S . -B build/sanitize-$${s%%,*} -G Ninja -DCMAKE_MAKE_PROGRAM="$(abspath $(BIN))/ninja" -DCMAKE_PREFIX_PATH="$$prefix" -DCMAKE_FIND_ROOT_PATH="$$prefix" -DHUISHOU_PYTHON=OFF -DHUISHOU_TESTS=ON -DHUISHOU_SANITIZE=$$s >/dev/null && \
	  $(BIN)/cmake --build build/sanitize-$${s%%,*} && build/sanitize-$${s%%,*}/huishou_tests --no-intro || exit 1; done

# The compiled module under the address and undefined-behaviour sanitizers, fed by real polars, pandas, pyarrow and DuckDB.
sanitize-producers: build
	@$(PIP) --group bench; $(PIP) --no-build-isolation --no-deps --upgrade --target build/sanitize-python --config-settings=build-dir=build/sanitize-module \
	  --config-settings=cmake.define.HUISHOU_SANITIZE=address,undefined --config-settings=install.strip=false . && \
	LD_PRELOAD="$$($${CXX:-c++} -print-file-name=libasan.so) $$($${CXX:-c++} -print-file-name=libstdc++.so)" ASAN_OPTIONS=detect_leaks=0 PYTHONPATH=build/sanitize-python \
	  $(BIN)/python -m pytest -q -p no:cacheprovider tests/python/metrics/test_stats_producers.py tests/python/metrics/test_stats.py tests/python/metrics/test_stats_decimal.py

lint: build
	@$(PIP) ruff; $(BIN)/ruff check python tests

clean:
	rm -rf build dist $(OUT)

$(VENV)/bin/python:
	@echo "making $(VENV)"; $(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(VENV)/bin/python pyproject.toml CMakeLists.txt $(shell find cpp python/huishou -type f -not -name '*.pyc' 2>/dev/null)
	@echo "installing huishou and what the report needs (some minutes the first time)"; $(PIP) '.[all]' && touch $@

$(VENV)/.build: $(VENV)/bin/python pyproject.toml
	@echo "installing what building and testing need (some minutes the first time)"; $(PIP) --upgrade pip && $(PIP) --group build --group test numpy pyarrow && $(PIP) $$($(BIN)/python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; e = p['optional-dependencies']; print(*p['dependencies'], *(d for k in ('io', 'cli', 'plot') for d in e[k]))" | sed 's/ /\n/g') && touch $@

check-machine:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || { echo "huishou needs Python 3.11 or newer as $(PYTHON): install it, or name another with make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c "import venv, ensurepip" 2>/dev/null || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }
	@command -v "$${CXX:-c++}" >/dev/null || { echo "huishou needs a C++20 compiler: on Debian, apt-get install g++"; exit 1; }
	@echo 'int main() { return [](auto... x) requires true { return static_cast<int>(sizeof...(x)); }(); }' | "$${CXX:-c++}" -std=c++20 -x c++ -fsyntax-only - 2>/dev/null || { echo "$${CXX:-c++} does not know C++20: install g++ 12 or newer, or name another with CXX="; exit 1; }
