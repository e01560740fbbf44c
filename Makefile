# Everything that can be made here; `make` alone lists it.

SWIFT ?= swift
# SwiftPM lets a target import a sibling that it does not declare; this makes it an error.
STRICT := --explicit-target-dependency-import-check error
# The Swift runtime inside, so that the program needs Debian's libraries only.
RELEASE := -c release --static-swift-stdlib $(STRICT)

# What is installed and packaged.
PROGRAM ?= .build/release/monitord

.DEFAULT_GOAL := help
.PHONY: help demo test build man install deb deb-test check bench figures packages packages-test packages-deb clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | while IFS=: read -r name rest; do \
	    printf '  make %-14s %s\n' "$$name" "$${rest#*## }"; done

demo: build ## watch a model's refusal rate slide and an alert appear; a minute after the build
	@demo/run

test: packages-test ## every test; the last line is `N passed, N failed`
	@echo "unit tests, then the release build and the end-to-end tests; reports go to .build/results"
	@SWIFT="$(SWIFT)" Tests/run

build: packages ## the release program, .build/release/monitord
	$(SWIFT) build $(RELEASE) --product monitord
	# Names that are private to the program are a quarter of it; the linker keeps those that the optimiser made so late.
	strip --discard-all .build/release/monitord
	$(SWIFT) build $(RELEASE) --product mockbroker

man: packages ## the manual and the completions of the shells, .build/share
	$(SWIFT) build $(STRICT) --product monitord
	packaging/share .build/debug/monitord .build/share

install: ## put what `make build` made into DESTDIR (default /); keeps a configuration that is there
	install -D -m 0755 "$(PROGRAM)" "$(DESTDIR)/usr/bin/monitord"
	packaging/share "$(PROGRAM)" "$(DESTDIR)/usr/share"
	install -D -m 0644 -t "$(DESTDIR)/usr/lib/systemd/system" systemd/monitord.service systemd/monitord.socket
	install -D -m 0644 systemd/monitord.sysusers "$(DESTDIR)/usr/lib/sysusers.d/monitord.conf"
	install -D -m 0644 systemd/monitord.tmpfiles "$(DESTDIR)/usr/lib/tmpfiles.d/monitord.conf"
	install -d "$(DESTDIR)/etc/monitord/rules/optional" "$(DESTDIR)/etc/monitord/gates"
	[ -e "$(DESTDIR)/etc/monitord/monitord.toml" ] || \
	    install -m 0644 packaging/monitord.toml "$(DESTDIR)/etc/monitord/monitord.toml"
	for file in rules/*.toml rules/optional/*.toml gates/*.toml; do \
	    [ -e "$(DESTDIR)/etc/monitord/$$file" ] || install -m 0644 "$$file" "$(DESTDIR)/etc/monitord/$$file"; \
	done
	install -D -m 0644 -t "$(DESTDIR)/usr/share/monitord/suites" suites/*.toml suites/*.jsonl suites/README.md
	install -D -m 0644 -t "$(DESTDIR)/usr/share/monitord/prometheus" packaging/prometheus/*.yml
	install -D -m 0644 -t "$(DESTDIR)/usr/share/monitord/grafana" packaging/grafana/*.json
	install -D -m 0644 -t "$(DESTDIR)/usr/share/doc/monitord" README.md docs/*.md docs/openapi.json
	for folder in decisions formats runbooks; do \
	    install -D -m 0644 -t "$(DESTDIR)/usr/share/doc/monitord/$$folder" docs/$$folder/*.md || exit 1; \
	done

deb: packages-deb build ## a Debian package, .build/monitord_VERSION_ARCHITECTURE.deb, and what lintian says of it
	packaging/deb "$(PROGRAM)" .build
	packaging/lint .build/monitord_*.deb

deb-test: packages-deb deb ## install, upgrade, remove and purge the package in a Debian of its own (root, fetches Debian)
	packaging/deb-test .build/monitord_*.deb

check: packages ## format, shipped rules with their tests, suites, configuration, units, rules of Prometheus
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests
	$(SWIFT) build $(STRICT) --product monitord
	.build/debug/monitord check rules
	for file in rules/optional/*.toml; do .build/debug/monitord check rules "$$file" || exit 1; done
	.build/debug/monitord check demo/rules.toml
	.build/debug/monitord check gates
	.build/debug/monitord check -c packaging/monitord.toml rules
	.build/debug/monitord check --lint-fatal suites
	.build/debug/monitord test rules
	for file in rules/optional/*.toml; do .build/debug/monitord test "$$file" || exit 1; done
	systemd/check
	packaging/prometheus/check

bench: packages-test build ## figures on this machine; the last line is one JSON object
	@bench/run

figures: packages ## the detectors' delays and false alarms, simulated anew; fails when one is out of bounds
	$(SWIFT) build $(RELEASE) --product figures
	.build/release/figures

packages: ## install the Debian packages that the build needs and that are missing
	@packaging/require build

packages-test:
	@packaging/require test

packages-deb:
	@packaging/require deb

clean: ## remove what was built
	rm -rf .build
