# The loop of a developer. A machine needs Go 1.26, Node 20, gcc and make; what
# the browser stories and PostgreSQL need, `make test` installs by apt.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

STATIC  := internal/web/static
BUNDLE  := $(STATIC)/dist/manifest.json
NPM     := node_modules/.package-lock.json
TEMPLES := $(shell find internal -name '*.templ')
PAGES   := $(TEMPLES:.templ=_templ.go)
# The version is that of the commit, where there is one.
STAMP   := $(shell git rev-parse HEAD >/dev/null 2>&1 && echo -buildvcs=true || echo -buildvcs=false)

.PHONY: help
help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: build ## build everything and serve the demonstration on http://127.0.0.1:8080 with data in ./data
	exec bin/sotay serve --demo --data ./data

.PHONY: build
build: generate ## build bin/sotay
	go build $(STAMP) -o bin/sotay ./cmd/sotay

.PHONY: generate
generate: $(BUNDLE) $(PAGES) ## make what the program embeds: browser files, pages

$(NPM): package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(BUNDLE): $(NPM) $(STATIC)/build.mjs $(shell find $(STATIC)/src -type f)
	node $(STATIC)/build.mjs
	@touch $@

# templ leaves what has not changed as it is, hence the touch.
$(PAGES) &: $(TEMPLES) go.mod
	go tool templ generate
	@touch $(PAGES)

.PHONY: check
check: generate ## the fast loop: format, vet, staticcheck, unit tests on SQLite
	scripts/lint
	go test -short $$(go list ./... | grep -Ev '/(e2e|soak|bench|internal/app|internal/demo)$$')

.PHONY: test
test: setup generate ## every test on SQLite and PostgreSQL, every fuzz target briefly, the browser stories
	scripts/test

.PHONY: setup
setup: ## install what the tests need and the machine lacks
	scripts/setup

.PHONY: soak
soak: setup generate ## long trials: processes and databases killed under load
	scripts/with-postgres --durable go test -count 1 -tags soak -timeout 6h -v ./soak

.PHONY: bench
bench: setup generate ## the table of speeds
	scripts/with-postgres --durable go run ./bench

.PHONY: fmt
fmt: ## format
	gofmt -w $$(scripts/gofiles)
	go tool templ fmt internal/web

.PHONY: clean
clean: ## remove what was made; the data stay
	rm -rf bin node_modules $(PAGES)
	find $(STATIC)/dist -mindepth 1 ! -name .keep -delete
