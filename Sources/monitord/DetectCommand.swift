// `monitord detect`: any one detector on a series of numbers, with its parameters as options.

internal import Detectors
internal import Model

enum DetectCommand {
    /// One command for each detector.
    static let all: [Command] = evidence + changes + charts

    static let family = CommandFamily(
        name: "detect", purpose: "run one detector on a series of numbers",
        notes: ["Each prints one JSON object: the statistic per step, alarms, onset, segments."])

    static func detector(
        _ name: String, _ purpose: String, rows: [String], _ options: [Option],
        run: @escaping @Sendable (Arguments) throws(CommandFailure) -> DetectOutput
    ) -> Command {
        let readsFile = !rows.isEmpty
        let notes = rows + (readsFile ? [fileNote] : [])
        return Command(
            name: "detect \(name)", purpose: purpose, operands: readsFile ? "[FILE | -]" : "",
            operandsMax: readsFile ? 1 : 0, options: options, notes: notes
        ) { arguments throws(CommandFailure) in
            let output = try run(arguments)
            Console.json { writer in
                writer.object { writer in
                    writer.field("detector", name)
                    output.write(to: &writer)
                }
            }
            return ExitStatus.ok
        }
    }

    private static let fileNote =
        "FILE is CSV, JSON lines or plain numbers; without it, or with -, standard input. Steps count from 0."

    // MARK: options that several detectors share

    static let pane = Option(
        name: "pane", value: "N", purpose: "put N rows of the input into each step; default 1")
    static let restart = Option(name: "restart", purpose: "start afresh after each alarm, as the daemon does")
    static let side = Option(name: "side", value: "low|high", purpose: "where the rate may have gone; default low")
    static let threshold = Option(
        name: "threshold", value: "A", purpose: "alarm when the evidence reaches A; at most n/A false alarms in n steps"
    )

    static let rateRows = "Rows: n,x (events and hits; columns may be named so), or one number of 0 to 1 for one event."
    static let valueRows = "Rows: one number."
    static let strataRows =
        "Rows: one pane, n,x of each stratum after the other; or the hits of each stratum, with --events."
}

extension CommandFailure {
    init(_ error: ParameterError) {
        let subject = error.field == "series" ? "the series" : "--\(error.field)"
        self = .usage("\(subject) \(error.reason)")
    }
}

/// Runs what may refuse its parameters.
func refusing<T>(_ body: () throws(ParameterError) -> T) throws(CommandFailure) -> T {
    do throws(ParameterError) {
        return try body()
    } catch {
        throw CommandFailure(error)
    }
}

extension Arguments {
    /// A number, finite; nil without the option.
    func real(_ name: String) throws(CommandFailure) -> Double? {
        guard let text = self[name] else { return nil }
        guard let value = number(Array(text.utf8)) else { throw .usage("--\(name): '\(text)' is no number") }
        return value
    }

    func required(_ name: String) throws(CommandFailure) -> Double {
        guard let value = try real(name) else { throw .usage("--\(name) is needed") }
        return value
    }

    /// Numbers with commas between them; nil without the option.
    func reals(_ name: String) throws(CommandFailure) -> [Double]? {
        guard let text = self[name] else { return nil }
        var values: [Double] = []
        for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let value = number(part) else {
                throw .usage("--\(name): '\(text)' is no list of numbers", help: ["write it as 0.99,0.9,0.5"])
            }
            values.append(value)
        }
        return values
    }

    /// One of a few words.
    func word(_ name: String, _ words: [String], standard: String) throws(CommandFailure) -> String {
        guard let text = self[name] else { return standard }
        guard words.contains(text) else {
            throw .usage("--\(name): '\(text)' is none of \(words.joined(separator: ", "))")
        }
        return text
    }

    func side() throws(CommandFailure) -> Side {
        try word("side", ["low", "high"], standard: "low") == "low" ? .low : .high
    }
}
