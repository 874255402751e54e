# SPDX-License-Identifier: MIT
# The front door. Meson and Ninja do the work.
#
#   make run      install what is missing, build, move and verify real data on both engines
#   make check    the same, then every test, in every configuration
#   make bench    the benchmarks
#   make soak     the software engine against an oracle, SOAK_SECONDS (an hour)
#   make conformance  docs/conformance.md: every upstream driver, built and run
#   make install  library, headers, pkg-config file, command, manual page (PREFIX, DESTDIR)
#   make fuzz     the fuzz targets, FUZZ_SECONDS each

BUILD        ?= build
PREFIX       ?= /usr/local
FUZZ_SECONDS ?= 30
SOAK_SECONDS ?= 3600

.PHONY: all run check bench soak conformance install fuzz packages clean format

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet
	@ln -sf src/cli/dmae $(BUILD)/dmae 2>/dev/null || true

packages:
	@tools/install-packages packages.txt

$(BUILD)/build.ninja: | packages
	meson setup $(BUILD) --prefix=$(PREFIX)

run: packages all
	@tools/run-main-job $(BUILD)/dmae

check: packages
	@tools/check

bench: packages all
	@$(BUILD)/bench/bench $(BUILD)/dmae
	@$(BUILD)/bench/upstream-dmatest $(BUILD)/dmae
	@$(BUILD)/bench/mapping boards/overlays
	@$(BUILD)/dmae bench dpdk=$(BUILD)/bench/dmae-bench-dpdk

soak: packages all
	@DMAE_SOAK_SECONDS=$(SOAK_SECONDS) DMAE_EXECUTOR=threads $(BUILD)/tests/test_soft_stress

conformance: packages all
	@tools/conformance --dmae $(BUILD)/dmae

install: packages all
	meson install -C $(BUILD) --no-rebuild

fuzz: packages
	@tools/fuzz $(FUZZ_SECONDS)

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf build build-*
