// What a reload changed, and where in the log it took effect.

/// A reload that took effect.
package struct ReloadReport: Equatable, Sendable {
    package var generation: Int64
    package var rulesHash: String
    package var previousHash: String
    /// Names of rules, each in the order of its files.
    package var kept: [String] = []
    package var changed: [String] = []
    package var added: [String] = []
    package var removed: [String] = []
    /// Series that had a state, and how many of them go on with it.
    package var states: Int64 = 0
    package var statesKept: Int64 = 0
    /// Settings that changed and are not in force before a restart.
    package var needsRestart: [String] = []
    /// What was said against the files, none of it an error.
    package var warnings: [String] = []
    /// The first offset of each partition that the new rules judge.
    package var offsets: [Offset] = []

    package struct Offset: Equatable, Sendable {
        package var topic: String
        package var partition: Int32
        package var next: Int64

        package init(topic: String, partition: Int32, next: Int64) {
            self.topic = topic
            self.partition = partition
            self.next = next
        }
    }

    package init(generation: Int64, rulesHash: String, previousHash: String) {
        self.generation = generation
        self.rulesHash = rulesHash
        self.previousHash = previousHash
    }

    /// `generation 3, rules hash …, 6 rules: 2 kept, 3 changed, 1 new, 1 removed; 14 of 15 series' state kept`
    package var sentence: String {
        let count = kept.count + changed.count + added.count
        let parts = [
            (kept.count, "kept"), (changed.count, "changed"), (added.count, "new"), (removed.count, "removed"),
        ]
        let words = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return "generation \(generation), rules hash \(rulesHash), \(count) rule\(count == 1 ? "" : "s")"
            + (words.isEmpty ? "" : ": \(words)") + "; \(statesKept) of \(states) series' state kept"
    }

    /// Without the warnings, which are for the one who asked; the rest is what the journal keeps.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("generation", generation)
            writer.field("rules_hash", rulesHash)
            writer.field("previous_hash", previousHash)
            for (name, rules) in [("kept", kept), ("changed", changed), ("new", added), ("removed", removed)] {
                writer.key(name)
                writer.array { writer in rules.forEach { writer.value($0) } }
            }
            writer.field("states", states)
            writer.field("states_kept", statesKept)
            writer.key("needs_restart")
            writer.array { writer in needsRestart.forEach { writer.value($0) } }
            writer.key("offsets")
            writer.array { writer in
                for offset in offsets {
                    writer.object { writer in
                        writer.field("topic", offset.topic)
                        writer.field("partition", Int64(offset.partition))
                        writer.field("next", offset.next)
                    }
                }
            }
        }
    }
}
