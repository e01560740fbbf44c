// What the shell learns. The same numbers in every command and in the manual.

/// Exit statuses.
enum ExitStatus {
    static let ok: Int32 = 0
    /// The answer is no: a check found errors, an event was rejected.
    static let negative: Int32 = 1
    static let usage: Int32 = 2
    /// Something is open: `check --lint-fatal` found warnings and no error, `eval` left something unmeasured or to a
    /// person.
    static let warned: Int32 = 3
    /// The store cannot be reached.
    static let unreachable: Int32 = 4
    static let notFound: Int32 = 5
    /// `alerts --exit-code` found alerts.
    static let matched: Int32 = 10
    /// Two reports that say nothing about each other, or a file that is no report.
    static let unusable: Int32 = 65
    static let noInput: Int32 = 66
    static let software: Int32 = 70
    static let inputOutput: Int32 = 74
    static let temporary: Int32 = 75
    static let configuration: Int32 = 78
    /// 128 + SIGINT, as shells have it.
    static let interrupted: Int32 = 130

    static let table: [(status: Int32, meaning: String)] = [
        (0, "all is well"),
        (
            1,
            "the answer is no: errors were found, an event or an order was refused, backtest diff found a difference, "
                + "canary audit found a leak, a gate of eval blocks"
        ),
        (2, "the command line is wrong"),
        (3, "something is open: check --lint-fatal found a warning and no error, eval left something to a person"),
        (4, "the store cannot be reached, or no monitord runs to take an order"),
        (5, "no such alert, incident, silence, task, baseline, suite, run of canaries or topic of help"),
        (10, "alerts --exit-code found alerts"),
        (65, "a file is not the report that it should be, or two reports are not of the same questions"),
        (66, "the input file cannot be read"),
        (70, "an error of monitord itself"),
        (74, "the store cannot be written, or the input failed while being read"),
        (75, "try again later: no broker answered in time, or another monitord owns the store"),
        (78, "the configuration is wrong; starting again will not help"),
        (130, "stopped by Ctrl-C; what was found until then was printed"),
    ]
}

/// What to do about a wrong word: the nearest right one, if there is one near, and all of them.
func advice(_ near: String?, _ head: String, _ words: [String]) -> [String] {
    [near, "\(head): \(words.joined(separator: ", "))"].compactMap(\.self)
}

/// A failure that ends a command: words for a person, a status for the shell.
struct CommandFailure: Error {
    var status: Int32
    var message: String
    /// What to do about it.
    var help: [String] = []

    static func usage(_ message: String, help: [String] = []) -> CommandFailure {
        CommandFailure(status: ExitStatus.usage, message: message, help: help)
    }
}
