# The everyday commands. Each installs what it needs first (tools/setup) and builds with CMake under build/.
# `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo build test update check format tidy asan bench fuzz install clean setup-run setup-test setup-check setup-develop
.NOTPARALLEL:  # setup comes first; the work of building is spread over the cores by ninja

PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 30
JOBS := $(shell nproc)

help:  ## List these commands
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name text; do \
	  printf '  make %-8s %s\n' "$$name" "$$text"; done

# A build directory is configured once and again when the presets change; ninja notices every other change by itself.
build/%/build.ninja: CMakePresets.json
	@mkdir -p $(@D)
	@cmake --preset $* > $(@D)/configure.log 2>&1 || { cat $(@D)/configure.log; exit 1; }
	@touch $@

setup-run setup-test setup-check setup-develop: setup-%:
	@tools/setup $*

build: setup-run build/release/build.ninja  ## Build the program: build/release/shapewise
	@cmake --build build/release --target shapewise

demo: build  ## Build the program and show it at work on a worksheet's network
	@echo; echo '$$ shapewise examples/section09.txt'; build/release/shapewise examples/section09.txt
	@echo; echo '$$ shapewise explain examples/section09.txt'; build/release/shapewise explain examples/section09.txt

test: setup-test build/dev/build.ninja  ## Build and run all tests
	@cmake --build build/dev
	@ctest --preset dev -j $(JOBS)

update: setup-test build/dev/build.ninja  ## Write what the program prints now into the golden tests and documents
	@cmake --build build/dev
	@SHAPEWISE_UPDATE=1 build/dev/shapewise_tests --gtest_filter='Golden/*' --gtest_brief=1
	@tools/check_docs.py --program build/dev/shapewise --update
	@git diff --stat

check: setup-check  ## Check layout, rooms and documents
	@tools/check_format
	@tools/check_rooms.py
	@tools/check_docs.py

format: setup-check  ## Lay out the C++ sources with clang-format
	@tools/check_format --fix

tidy: setup-develop build/tidy/build.ninja  ## Run clang-tidy over all sources
	@cmake --build build/tidy -- -k 0

asan: setup-test build/asan/build.ninja  ## Run all tests under the address and undefined-behaviour sanitizers
	@cmake --build build/asan
	@ctest --preset asan -j $(JOBS)

bench: setup-develop build/bench/build.ninja  ## Build and run the benchmarks
	@cmake --build build/bench
	@bench/run --program build/bench/shapewise
	@build/bench/shapewise_bench

fuzz: setup-develop build/fuzz/build.ninja  ## Run every fuzz target for FUZZ_SECONDS (30) seconds
	@cmake --build build/fuzz
	@tools/fuzz --seconds $(FUZZ_SECONDS)

install: build  ## Install under PREFIX (/usr/local), or below DESTDIR
	@DESTDIR='$(DESTDIR)' cmake --install build/release --prefix '$(PREFIX)' --strip

clean:  ## Remove everything that was built
	@rm -rf build
