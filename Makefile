# Everything that can be made here; `make` alone lists it.

SWIFT ?= swift
# SwiftPM lets a target import a sibling that it does not declare; this makes it an error.
STRICT := --explicit-target-dependency-import-check error
# The Swift runtime inside, so that the program needs Debian's libraries only.
RELEASE := -c release --static-swift-stdlib $(STRICT)

.DEFAULT_GOAL := help
.PHONY: help demo test build man install check bench figures packages packages-test clean

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
	install -D -m 0755 .build/release/monitord "$(DESTDIR)/usr/bin/monitord"
	packaging/share .build/release/monitord "$(DESTDIR)/usr/share"
	install -D -m 0644 systemd/monitord.service "$(DESTDIR)/usr/lib/systemd/system/monitord.service"
	install -D -m 0644 systemd/monitord.sysusers "$(DESTDIR)/usr/lib/sysusers.d/monitord.conf"
	install -d "$(DESTDIR)/etc/monitord/rules/optional"
	[ -e "$(DESTDIR)/etc/monitord/monitord.toml" ] || \
	    install -m 0644 packaging/monitord.toml "$(DESTDIR)/etc/monitord/monitord.toml"
	for file in rules/*.toml rules/optional/*.toml; do \
	    [ -e "$(DESTDIR)/etc/monitord/$$file" ] || install -m 0644 "$$file" "$(DESTDIR)/etc/monitord/$$file"; \
	done
	install -d "$(DESTDIR)/etc/monitord/gates"
	for file in gates/*.toml; do \
	    [ -e "$(DESTDIR)/etc/monitord/$$file" ] || install -m 0644 "$$file" "$(DESTDIR)/etc/monitord/$$file"; \
	done
	install -d -m 0750 "$(DESTDIR)/etc/monitord/suites" "$(DESTDIR)/etc/monitord/suites/examples"
	for file in suites/*.toml suites/*.jsonl; do \
	    place="$(DESTDIR)/etc/monitord/suites/examples/$${file#suites/}"; \
	    [ -e "$$place" ] || install -m 0640 "$$file" "$$place"; \
	done
	# Where the group is not there yet, as in a package that is being built, its scripts give it the directory.
	[ -n "$(DESTDIR)" ] || ! getent group monitord > /dev/null || \
	    chgrp -R monitord "$(DESTDIR)/etc/monitord/suites"
	install -d "$(DESTDIR)/usr/share/doc/monitord/runbooks"
	install -m 0644 docs/runbooks/*.md "$(DESTDIR)/usr/share/doc/monitord/runbooks"

check: packages ## format, shipped rules with their tests, suites, configuration, systemd unit
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

bench: packages-test build ## figures on this machine; the last line is one JSON object
	@bench/run

figures: packages ## the detectors' delays and false alarms, simulated anew; fails when one is out of bounds
	$(SWIFT) build $(RELEASE) --product figures
	.build/release/figures

packages: ## install the Debian packages that the build needs and that are missing
	@packaging/require build

packages-test:
	@packaging/require test

clean: ## remove what was built
	rm -rf .build
