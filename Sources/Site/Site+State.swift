// `/api/v1/status`, `lag`, `config`, `version`, `baselines`, `canaries`, `silences`: how the run is, and what it has.

internal import Model
internal import Panes
internal import Platform
internal import Store
internal import Web

extension Site {
    static let statePlaces = [
        Place("GET", "/api/v1/status") { $0.statusJSON() },
        Place("GET", "/api/v1/lag") { $0.lagJSON() },
        Place("GET", "/api/v1/config") { WebReply(json: $0.site.configuration) },
        Place("GET", "/api/v1/version") { visit in
            WebReply { writer in writer.object { $0.field("version", visit.site.version) } }
        },
        Place("GET", "/api/v1/baselines") { $0.baselinesJSON() },
        Place("GET", "/api/v1/canaries") { $0.canariesJSON() },
        Place("GET", "/api/v1/silences") { $0.silencesJSON() },
    ]
}

extension Visit {
    fileprivate func statusJSON() -> WebReply {
        answering { reader in
            let (counters, closed) = (try reader.counters(), try reader.closedThrough())
            let gaps = try reader.gaps().count
            let sight = try site.sight(try reader.verdicts(), reader)
            let checks = site.readiness(monotonic: Clocks.monotonic())
            return WebReply { writer in
                writer.object { writer in
                    writer.field("ready", checks.allSatisfy(\.isGood))
                    writer.key("not_ready")
                    writer.array { writer in
                        for check in checks { if let why = check.failure { writer.value("\(check.name): \(why)") } }
                    }
                    writer.key("blind")
                    writer.array { writer in for reason in sight.reasons { writer.value(reason) } }
                    if let live = site.board.newest {
                        writer.key("run")
                        live.write(to: &writer)
                    }
                    if let closed { writer.field("closed_through", closed.rfc3339) }
                    writer.key("counters")
                    writer.object { writer in
                        for row in counters {
                            writer.field(row.key.isEmpty ? row.name : "\(row.name).\(row.key)", row.value)
                        }
                    }
                    writer.field("gaps", gaps)
                }
            }
        }
    }

    fileprivate func lagJSON() -> WebReply {
        guard let live = site.board.newest else { return WebReply(Problem(503, "the run is not a second old")) }
        return WebReply { writer in
            writer.object { writer in
                if let lag = live.lag { writer.field("lag", lag) }
                writer.key("partitions")
                writer.array { writer in
                    for partition in live.partitions { partition.write(to: &writer) }
                }
            }
        }
    }

    fileprivate func baselinesJSON() -> WebReply {
        answering { reader in
            let baselines = try reader.baselines()
            return WebReply { writer in
                writer.object { writer in
                    writer.key("baselines")
                    writer.array { writer in
                        for baseline in baselines {
                            writer.object { writer in
                                writer.field("id", baseline.id)
                                writer.field("name", baseline.name)
                                writer.field("model", baseline.model)
                                writer.field("format", baseline.format)
                                writer.field("from", baseline.from.rfc3339)
                                writer.field("to", baseline.to.rfc3339)
                                writer.field("decided", baseline.tally.decided)
                                if let rate = baseline.tally.refusalRate { writer.field("refusal_rate", rate) }
                            }
                        }
                    }
                }
            }
        }
    }

    fileprivate func canariesJSON() -> WebReply {
        answering { reader in
            let runs = try reader.newestCanaryRuns()
            let pause = site.board.plan?.pause()
            return WebReply { writer in
                writer.object { writer in
                    writer.field("paused", pause != nil)
                    writer.key("newest")
                    writer.array { writer in
                        for run in runs { run.write(to: &writer) }
                    }
                }
            }
        }
    }

    fileprivate func silencesJSON() -> WebReply {
        answering { reader in
            let isAll = request[query: "all"] != nil
            // Silences are in event time, which a stopped stream leaves behind.
            let now = try reader.closedThrough() ?? Clocks.wall()
            let stored = try reader.silences(endingAfter: isAll ? nil : now)
            return WebReply { writer in
                writer.object { writer in
                    writer.key("silences")
                    writer.array { writer in
                        for silence in stored.silences { silence.write(to: &writer) }
                    }
                }
            }
        }
    }
}
