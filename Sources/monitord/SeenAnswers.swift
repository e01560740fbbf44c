// What is taken from an answer before it is forgotten.

internal import Canaries
internal import Evaluations
internal import Model

/// Shared by the runner and the prober's hook, on one thread.
final class SeenAnswers {
    private let file: AnswerFile?
    private var hedging: [String: Bool] = [:]
    /// The file could not be written.
    private(set) var failure: CommandFailure?

    init(_ file: AnswerFile?) {
        self.file = file
    }

    func take(_ ask: CanaryAsk, _ answer: Sealed) {
        hedging["\(ask.attempt)/\(ask.item)"] = HedgePhrases.areAbsent(in: answer)
        guard let file, failure == nil else { return }
        do throws(CommandFailure) {
            try file.write(ask, answer)
        } catch {
            failure = error
        }
    }

    /// Told once; nil without an answer.
    func hedgingAbsent(_ item: String, _ attempt: Int64) -> Bool? {
        hedging.removeValue(forKey: "\(attempt)/\(item)")
    }
}
