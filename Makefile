# Waybill needs SQLite with full-text search, which mattn/go-sqlite3 builds
# under the tag sqlite_fts5; netgo keeps name resolution in Go.
TAGS  := sqlite_fts5 netgo
GO    := go
BIN   := bin/waybill
FUZZ  ?= 20s
CHAOS ?= 1000

.PHONY: demo run build test race bench chaos lint fuzz generate clean

demo: build ## the whole bot in this terminal, nothing configured
	@$(BIN) demo

build:
	@mkdir -p bin
	$(GO) build -tags "$(TAGS)" -o $(BIN) .

test:
	$(GO) test -tags "$(TAGS)" ./...

race:
	$(GO) test -tags "$(TAGS)" -race -shuffle=on ./...

bench: ## the numbers in ARCHITECTURE.md
	$(GO) test -tags "$(TAGS)" -timeout 60m -run '^$$' -bench . -benchmem ./...

chaos: ## processes are killed at every point of a delivery's way; CHAOS digests are due at each (10000 is the whole proof); and 100,000 simulated days
	@WAYBILL_SIM_DAYS=100000 $(GO) test -tags "$(TAGS)" -count=1 -timeout 60m -v -run '^TestSimulation$$' ./bot/cli
	@WAYBILL_TEST_CHAOS=$(CHAOS) $(GO) test -tags "$(TAGS)" -count=1 -timeout 180m -v -run '^TestChaos$$' ./bot/cli | tee /tmp/waybill-chaos.log | grep -ho '| .* |$$\|^FAIL.*\|^ok.*' ; ! grep -q '^FAIL' /tmp/waybill-chaos.log

lint:
	@test -z "$$($(GO) tool gofumpt -l . | tee /dev/stderr)"
	$(GO) vet -tags "$(TAGS)" ./...
	$(GO) tool staticcheck -tags "$(TAGS)" ./...

fuzz: ## every fuzz target for FUZZ each
	@for pkg in $$(grep -rl --include=*_test.go 'func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -ho 'func Fuzz[A-Za-z0-9_]*' $$pkg/*_test.go | cut -c6-); do \
	    echo "$$pkg $$f"; $(GO) test -tags "$(TAGS)" $$pkg -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZ) -fuzzminimizetime 5x || exit 1; \
	  done; done

generate: ## queries to Go, once for both engines
	cd adapters/store && $(GO) run github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1 generate

clean:
	rm -rf bin
