// What pages are told of a run.

internal import Canaries
internal import Events
internal import Kafka
internal import Model
internal import Site
internal import Store
internal import TextScan

extension BoardPlan {
    /// What is in force from now on, and what was loaded.
    init(_ rules: RuleSet, _ canaries: CanaryPlan, _ plan: RunPlan) {
        let pause = PauseFile(path: plan.pauseFile)
        let isNamed = !plan.pauseFile.isEmpty
        self.init(rules: rules, canaries: canaries, pause: { isNamed ? pause.read() : nil })
        libraries = [
            ("librdkafka", kafkaLibraryVersion()), ("SQLite", sqliteLibraryVersion()),
            ("simdjson", jsonLibraryVersion()), ("vectorscan", vectorscanVersion()),
        ]
    }
}
