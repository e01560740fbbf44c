// New rules in place of the old ones, at one border of the log: all of them or none.

internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Site
internal import Store

extension ReadLoop {
    /// A reload is a restart that keeps the broker's assignment: everything is committed, the new pipeline is restored
    /// from the store exactly as at a start, and takes over the partitions where they are. Whatever fails, the old
    /// pipeline goes on.
    mutating func reload(_ pipeline: inout Pipeline, by whom: String) -> ControlAnswer {
        // What came of it is reported at once.
        lastReport = nil
        // A service that still waits for its first partition is not ready, whatever its rules are.
        if isReady { Notify.send("RELOADING=1\nMONOTONIC_USEC=\(Clocks.monotonic().microseconds)") }
        defer { if isReady { Notify.send("READY=1\nSTATUS=reading, generation \(generation)") } }
        do throws(ReloadFailure) {
            guard let reloader = plan.reload else { throw ReloadFailure(reason: "this run has no files to read again") }
            let report = try exchange(&pipeline, try reloader().get())
            ears.board.change { ($0.reloadedAt, $0.reloadFailure) = (Clocks.wall(), nil) }
            plan.log.info("reloaded", ["by": whom, "rules": report.sentence])
            for warning in report.warnings { plan.log.warning("said of the files", ["warning": warning]) }
            if !report.needsRestart.isEmpty {
                plan.log.warning("changed, and needs a restart", ["keys": report.needsRestart.joined(separator: " ")])
            }
            // Until its journal row is durable, a crash would make it a reload that nobody finds.
            _ = flush(&pipeline)
            return .reloaded(report)
        } catch {
            ears.board.change { $0.reloadFailure = error.reason }
            plan.log.error(
                "not reloaded; the old rules stay in force",
                ["by": whom, "generation": String(generation), "reason": error.reason])
            for detail in error.details { plan.log.error(detail) }
            let reason = "\(error.reason); generation \(generation) stays in force"
            return .refused(.init(reason: reason, details: error.details))
        }
    }

    private mutating func exchange(
        _ pipeline: inout Pipeline, _ parts: RunParts
    ) throws(ReloadFailure) -> ReloadReport {
        var settings = plan.settings
        settings.canaries = parts.canaries
        settings.watch = parts.watch
        guard var next = Pipeline(set: parts.rules, settings: settings, book: parts.shelf) else {
            throw ReloadFailure(reason: "out of memory for the decoder")
        }
        guard flush(&pipeline) else {
            throw ReloadFailure(reason: "the store did not take a checkpoint in time; see the log, and try again")
        }
        let since = next.panesNeeded(closedThrough: pipeline.closedThrough)
        let (shelf, path) = (parts.shelf, plan.storePath)
        let answer = writer.ask(patience: Self.loadPatience, pulse: pulse) { store -> Result<FoundState, StoreError> in
            do throws(StoreError) {
                return .success(try FoundState.read(store, path: path, shelf: shelf) { _ in since })
            } catch {
                return .failure(error)
            }
        }
        guard let answer else { throw ReloadFailure(reason: "the store could not be read in time; try again") }
        guard case .success(let found) = answer else {
            throw ReloadFailure(reason: "the store cannot be read: \(answer.failureText)")
        }
        let unwanted = found.putBack(into: &next, log: plan.log)
        guard next.takeOver(from: pipeline, wall: Clocks.wall(), monotonic: listened) else {
            throw ReloadFailure(reason: "the store is not where reading is; restart monitord")
        }
        pipeline = next
        return adopt(parts, kept: found.states - unwanted, of: found.states, &pipeline)
    }

    private mutating func adopt(
        _ parts: RunParts, kept: Int, of states: Int, _ pipeline: inout Pipeline
    ) -> ReloadReport {
        generation += 1
        var report = ReloadReport(generation: generation, rulesHash: parts.rules.hash, previousHash: rules.hash)
        report.compare(rules.rules, parts.rules.rules)
        report.states = Int64(states)
        report.statesKept = Int64(kept)
        report.needsRestart = parts.needsRestart
        report.warnings = parts.warnings
        report.offsets = pipeline.offsets
        rules = parts.rules
        canaries?.line.say(.plan(parts.canaries))
        addressing = parts.delivery
        delivery?.adopt(parts.delivery)
        ears.board.put(plan: BoardPlan(parts.rules, parts.canaries, plan))
        plan.log.setMinimum(parts.logLevel)
        var writer = JSONWriter()
        report.write(to: &writer)
        pipeline.journal(JournalRow(kind: "reload", detail: writer.text, at: Clocks.wall()))
        return report
    }

    private static let loadPatience = TimeSpan.seconds(60)
}

extension Result where Failure == StoreError {
    fileprivate var failureText: String { if case .failure(let error) = self { error.description } else { "" } }
}

extension ReloadReport {
    /// Sorts the rules by what became of them. A rule is known by its name.
    fileprivate mutating func compare(_ old: [Rule], _ new: [Rule]) {
        for rule in new {
            guard let before = old.first(where: { $0.name.utf8.elementsEqual(rule.name.utf8) }) else {
                added.append(rule.name)
                continue
            }
            if before == rule { kept.append(rule.name) } else { changed.append(rule.name) }
        }
        for rule in old where !new.contains(where: { $0.name.utf8.elementsEqual(rule.name.utf8) }) {
            removed.append(rule.name)
        }
    }
}
