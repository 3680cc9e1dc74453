# make test runs everything that .ci/run runs; the other targets run one part.
.PHONY: test fmt lint compile tools test-units test-program demo test-browser test-foreign bless bench soak serve
CARGO ?= cargo
TRIED := RUSTC_WORKSPACE_WRAPPER="$(CURDIR)/.ci/clippy" $(CARGO) test --workspace --locked
# The compiler's memory comes in large pages where Linux has them: some 4 % less work.
export MALLOC_CONF ?= thp:always
BROWSER := tests/browser
FOREIGN := tests/foreign
NEW_SITE := target/new-site
# Every kind, state and template. It has a day of its own, so that windows stay open and meetings ahead.
STATES := target/states
LARGE := ../../public ../../$(STATES)/public
SITES := $(LARGE) ../../$(NEW_SITE)/public

test:
	@sh .ci/steps fmt compile test-program demo test-foreign test-browser

fmt:
	$(CARGO) fmt --all --check

# All that is compiled, and what comes from elsewhere. The release program goes first, for its last step, the longest, has one processor: the
# tests have the other.
compile:
	@sh .ci/beside "$(CARGO) build --locked --release" "nice -n 15 $(MAKE) --no-print-directory lint test-units" "$(MAKE) --no-print-directory tools"

# Clippy compiles the tests. `cargo clippy` would go through everything once more, what is other people's too.
lint:
	$(TRIED) --all-targets --no-run

# Random tests try the same cases in every run of this; cargo test by hand tries new ones. Two run for each processor, for some of them wait.
test-units: export PROPTEST_RNG_SEED = 20261122
test-units: export RUST_TEST_THREADS = $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))
test-units:
	$(TRIED) --lib --bins

# What is tried of the program itself is tried on the release one: the development one is many times slower.
test-program:
	$(CARGO) build --locked --release
	CRIER_BIN="$(CURDIR)/target/release/crier" $(TRIED) --test it

tools: $(BROWSER)/node_modules $(FOREIGN)/.venv/installed
	@sh .ci/chromium

demo:
	$(CARGO) build --locked --release
	target/release/crier check --strict
	target/release/crier build
	rm -rf $(NEW_SITE)
	target/release/crier init $(NEW_SITE)
	target/release/crier check --strict --root $(NEW_SITE)
	target/release/crier build --root $(NEW_SITE)
	rm -rf $(STATES)
	cp -R $(BROWSER)/states $(STATES)
	target/release/crier check --strict --root $(STATES) --today 2026-11-25
	target/release/crier build --root $(STATES) --today 2026-11-25

test-browser: $(BROWSER)/node_modules
	@sh .ci/chromium
	$(CARGO) build --locked --release
	cd $(BROWSER) && node search.mjs ../../public ../it/stems.tsv
	cd $(BROWSER) && node vnu.mjs $(SITES) && node axe.mjs $(LARGE) && node print.mjs $(SITES) && node walk.mjs $(LARGE)
	cd $(BROWSER) && node tasks.mjs ../../public && node spoken.mjs ../../target/release/crier && node pictures.mjs ../../target/release/crier
	cd $(BROWSER) && node live.mjs ../../target/release/crier

$(BROWSER)/node_modules: $(BROWSER)/package.json
	cd $(BROWSER) && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error
	@touch $@

# Other people's programs judge the demonstration, the first site and a generated one; then scripts that were written once run on today's editions.
test-foreign: $(FOREIGN)/.venv/installed
	$(CARGO) build --locked --release
	target/release/crier build
	$(FOREIGN)/.venv/bin/python $(FOREIGN)/run.py --crier target/release/crier
	$(FOREIGN)/.venv/bin/python tests/consumers/run.py --crier target/release/crier

$(FOREIGN)/.venv/installed: $(FOREIGN)/requirements.txt .ci/python
	@sh .ci/python $(FOREIGN)

bless:
	CRIER_BLESS=1 $(CARGO) test --locked

bench:
	$(CARGO) build --locked --release
	python3 bench/bench.py --crier target/release/crier $(if $(N),--records $(N))

# A day of editing: 1,000 random changes over 2,000 records, addresses compared with a fresh start, memory flat.
soak:
	CRIER_SOAK=1 $(CARGO) test --locked --release --lib preview::tests -- --nocapture --test-threads=1

serve:
	$(CARGO) run --locked --release -- serve
