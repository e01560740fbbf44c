// One figure of `monitord stat`: its parameters, where their values come from, and the JSON that answers.

internal import Model

/// A number or a list of numbers that a figure needs.
struct Parameter: Sendable {
    enum Kind {
        case number
        /// Strictly between 0 and 1.
        case share
        /// From 0 to 1.
        case rate
        /// Above 0.
        case positive
        /// From 0 to 1e15, fractions included.
        case count
        /// A whole number from 0 to 1e15.
        case whole
        case list
    }

    let name: String
    let kind: Kind
    let purpose: String
    /// What stands in when it is not given; without it the parameter is required.
    var standard: Double?

    var option: Option {
        let value =
            switch kind {
            case .number, .positive, .count: "X"
            case .share, .rate: "P"
            case .whole: "N"
            case .list: "LIST"
            }
        return Option(name: name, value: value, purpose: purpose + (standard.map { "; default \(plain($0))" } ?? ""))
    }

    /// Two ways to say how often an interval may miss.
    static let alpha = [
        Parameter(name: "alpha", kind: .share, purpose: "share of intervals that may miss", standard: 0.05),
        Parameter(name: "confidence", kind: .share, purpose: "1 - alpha, said the other way round", standard: 0.95),
    ]

    fileprivate func fault(_ value: Double) -> String? {
        switch kind {
        case .number: nil
        case .share: value > 0 && value < 1 ? nil : "must be above 0 and below 1"
        case .rate: value >= 0 && value <= 1 ? nil : "must be from 0 to 1"
        case .positive: value > 0 ? nil : "must be above 0"
        case .count: value >= 0 && value <= 1e15 ? nil : "must be from 0 to 1e15"
        case .whole:
            value >= 0 && value <= 1e15 && value == value.rounded() ? nil : "must be a whole number from 0 to 1e15"
        case .list: nil
        }
    }
}

/// A number as it would be typed.
func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
}

/// One value of an answer.
enum FigureValue {
    /// Nil is written as null, infinity as the string "inf".
    case number(Double?)
    case whole(Int?)
    case flag(Bool?)
    case numbers([Double])
    case wholes([Int])
    case flags([Bool])

    func write(to writer: inout JSONWriter) {
        switch self {
        case .number(let value): Self.write(value, &writer)
        case .whole(let value): if let value { writer.value(value) } else { writer.null() }
        case .flag(let value): if let value { writer.value(value) } else { writer.null() }
        case .numbers(let values): writer.array { writer in for value in values { Self.write(value, &writer) } }
        case .wholes(let values): writer.array { writer in for value in values { writer.value(value) } }
        case .flags(let values): writer.array { writer in for value in values { writer.value(value) } }
        }
    }

    private static func write(_ value: Double?, _ writer: inout JSONWriter) {
        guard let value, !value.isNaN else { return writer.null() }
        if value.isInfinite { writer.value(value > 0 ? "inf" : "-inf") } else { writer.value(value) }
    }
}

/// Fields of the answer in their order.
typealias FigureAnswer = [(name: String, value: FigureValue)]

/// A row of the table of figures. It becomes the command `stat NAME`.
struct Figure: Sendable {
    let name: String
    let purpose: String
    /// Those without a standard come first: plain words fill them in order.
    let parameters: [Parameter]
    /// What follows `monitord stat NAME` in a call that works.
    let example: String
    let compute: @Sendable (FigureInput) throws(CommandFailure) -> FigureAnswer

    var command: Command {
        let figure = self
        let input = Option(
            name: "input", value: "FILE",
            purpose: "values by name: JSON lines or CSV with a header; - is standard input")
        let lines = Option(name: "lines", purpose: "print the first list one value per line")
        let isWordy = parameters.allSatisfy { $0.kind != .list }
        let required = isWordy ? parameters.filter { $0.standard == nil }.map { $0.name.uppercased() } : []
        var notes = ["example: monitord stat \(name) \(example)"]
        if !isWordy {
            notes.append("LIST: numbers with commas, or a file (- is standard input) with one number per line.")
        }
        return Command(
            name: "stat \(name)", purpose: purpose,
            operands: required.joined(separator: " "), operandsMax: required.count,
            options: parameters.map(\.option) + [input, lines], notes: notes,
            run: { arguments throws(CommandFailure) in
                let answer = try figure.compute(try FigureInput(arguments, figure))
                figure.print(answer, asLines: arguments[flag: "lines"])
                return ExitStatus.ok
            })
    }

    private func print(_ answer: FigureAnswer, asLines: Bool) {
        for case (_, .numbers(let values)) in answer where asLines {
            return Console.bytes(Array(values.map { plain($0) + "\n" }.joined().utf8))
        }
        Console.json { writer in
            writer.object { writer in
                for (name, value) in answer {
                    writer.key(name)
                    value.write(to: &writer)
                }
            }
        }
    }
}

/// The values of one call: from options, else from plain words in order, else from the input, else the defaults.
struct FigureInput {
    private let arguments: Arguments
    private let figure: Figure
    private let table: Table?

    fileprivate init(_ arguments: Arguments, _ figure: Figure) throws(CommandFailure) {
        self.arguments = arguments
        self.figure = figure
        table = if let path = arguments["input"] { try SeriesInput.table(path: path) } else { nil }
    }

    func number(_ name: String) throws(CommandFailure) -> Double {
        guard let place = figure.parameters.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("\(figure.name) reads a parameter that it does not declare")
        }
        let parameter = figure.parameters[place]
        let word = arguments[name] ?? (place < arguments.operands.count ? arguments.operands[place] : nil)
        if let word {
            guard let value = monitord.number(Array(word.utf8)) else { throw fault(name, "'\(word)' is no number") }
            return try checked(value, parameter)
        }
        if let value = table?.column(name)?.first { return try checked(value, parameter) }
        guard let standard = parameter.standard else { throw fault(name, "is missing") }
        return standard
    }

    func whole(_ name: String) throws(CommandFailure) -> Int { Int(try number(name)) }

    /// What an interval may miss, by either name.
    func alpha() throws(CommandFailure) -> Double {
        let isGiven = arguments["alpha"] != nil || table?.column("alpha") != nil
        guard arguments["confidence"] != nil || table?.column("confidence") != nil else { return try number("alpha") }
        guard !isGiven else { throw fault("confidence", "says the same as --alpha; give one of them") }
        return 1 - (try number("confidence"))
    }

    /// A list: typed out, or the only column of a file, or the column of its name.
    func list(_ name: String) throws(CommandFailure) -> [Double] {
        let lists = figure.parameters.filter { $0.kind == .list }.map(\.name)
        guard let word = arguments[name] else {
            guard let table else { throw fault(name, "is missing") }
            let byPlace = table.names.isEmpty ? lists.firstIndex(of: name).flatMap { table.column($0) } : nil
            let only = lists.count == 1 ? table.series : nil
            guard let values = table.column(name) ?? only ?? byPlace else {
                throw fault(name, "the input has no column of this name")
            }
            return values
        }
        let cells = word.split(separator: ",", omittingEmptySubsequences: false)
        let typed = cells.compactMap { monitord.number(Array($0.utf8).filter { $0 != 0x20 }) }
        if typed.count == cells.count { return typed }
        // A slip of the finger is no file.
        guard typed.isEmpty || cells.count == 1 else { throw fault(name, "'\(word)' is no list of numbers") }
        let file = try SeriesInput.table(path: word)
        guard let values = file.series ?? file.column(name) else {
            throw fault(name, "\(word) has several columns, and none is called \(name)")
        }
        return values
    }

    func fault(_ name: String, _ reason: String) -> CommandFailure {
        .usage("--\(name): \(reason)", help: ["see: monitord help stat \(figure.name)"])
    }

    private func checked(_ value: Double, _ parameter: Parameter) throws(CommandFailure) -> Double {
        if let reason = parameter.fault(value) { throw fault(parameter.name, "\(plain(value)) \(reason)") }
        return value
    }
}
