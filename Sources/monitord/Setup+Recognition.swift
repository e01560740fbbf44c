// Canaries in events that come from files or from an old topic: the runs of the store tell them.

internal import Canaries
internal import Glibc
internal import Model
internal import Pipeline
internal import Rules
internal import Store

extension Setup {
    /// Lets `settings` recognise the canaries of the store's runs, marked or not, by ids and by prompts. Without a
    /// store there are no runs; without its key ids alone tell. Whoever may not read the store is told so and goes on.
    static func recogniseCanaries(
        _ settings: inout PipelineSettings, in period: Range<EventTime>, _ arguments: Arguments,
        _ configuration: Configuration
    ) {
        let path = arguments["db"] ?? configuration.store.path
        guard access(path, F_OK) == 0 else { return }
        do throws(StoreError) {
            settings.canaryRuns = try Reader(directory: path).canaryRuns(inStream: period)
        } catch {
            // A store of before there were canaries has none.
            if case .olderVersion = error { return }
            if case .missing = error { return }
            Console.say("canaries without a mark are not recognised: \(error)")
            return
        }
        guard !settings.canaryRuns.isEmpty else { return }
        do throws(SecretFailure) {
            let key = try canaryKey(configuration.canaries.key?.value, store: path, makes: false)
            // Hashes of wordings need the suites as they were asked; ids and prints are in the store.
            settings.recognition = CanaryRecognition(key: key, readsText: configuration.canaries.recognisesText)
        } catch {
            Console.say(
                "canaries of the store are recognised by their ids alone: \(error.reference): \(error.reason)")
        }
    }
}
