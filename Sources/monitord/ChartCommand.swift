// `monitord chart`: the control chart of an alert or of a rule's series.

internal import Alerts
internal import Charts
internal import Glibc
internal import Model
internal import Panes
internal import Platform
internal import Site
internal import Store

enum ChartCommand {
    static let command = Command(
        name: "chart", purpose: "draw the control chart of an alert, or of a rule's most urgent series",
        operands: ChartTarget.operands, operandsMax: 17,
        options: [
            Option(name: "since", value: "TIME", purpose: "from here on; default well before the change"),
            Option(name: "until", value: "TIME", purpose: "up to here; default the last closed pane"),
            Option(name: "width", value: "N", purpose: "columns, or pixels of the SVG; default the terminal's, or 80"),
            Option(name: "height", value: "N", purpose: "rows, or pixels of the SVG"),
            Option(name: "svg", value: "FILE", purpose: "write a picture, or - for standard output"),
            Command.config, Command.store,
        ],
        notes: [
            "Each point is the mean of the events of its span. Dotted: where 997 of 1000 points of a series at its",
            "baseline lie, each by itself. Dashed: the lines of the rule. What decides is evidence: monitord explain.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let reader = try Setup.reader(arguments)
        let target = try ChartTarget.find(arguments, reader)
        guard let plot = try plot(target, arguments, reader) else {
            throw CommandFailure(
                status: ExitStatus.negative, message: "there is nothing to draw",
                help: ["the store has no panes of this series in that time, or its metric is not one number"])
        }
        if arguments.wantsJSON {
            write(plot)
        } else if let path = arguments["svg"] {
            let picture = SVGPlot(
                width: try arguments.integer("width", in: 200...4000) ?? 800,
                height: try arguments.integer("height", in: 120...2000) ?? 320)
            try save(picture.text(plot), path)
        } else {
            for line in try text(plot, arguments) { Console.line(line) }
        }
        return ExitStatus.ok
    }

    /// Head and drawing, as wide as the terminal.
    static func text(_ plot: Plot, _ arguments: Arguments) throws(CommandFailure) -> [String] {
        let width = try arguments.integer("width", in: 40...400) ?? terminalWidth()
        let height = try arguments.integer("height", in: 4...100) ?? 10
        let drawing = TextPlot(width: width, height: height, isASCII: isASCII(arguments))
        return [visible(plot.title), plot.summary] + drawing.lines(plot).map(visible)
    }

    private static func terminalWidth() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return min(max(Int(size.ws_col), 40), 200)
    }

    /// Without a UTF-8 locale nobody knows what a terminal makes of other characters.
    static func isASCII(_ arguments: Arguments) -> Bool {
        if arguments[flag: "ascii"] { return true }
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let word = getenv(name), word[0] != 0 else { continue }
            let locale = String(cString: word).uppercased()
            return !locale.contains("UTF-8") && !locale.contains("UTF8")
        }
        return true
    }

    // MARK: What to draw

    private static func plot(
        _ target: ChartTarget, _ arguments: Arguments, _ reader: borrowing Reader
    ) throws(CommandFailure) -> Plot? {
        let set = ChartTarget.rules(arguments)
        let now = Clocks.wall()
        let (since, until) = (try arguments.instant("since", now: now), try arguments.instant("until", now: now))
        do throws(StoreError) {
            let closed = try reader.closedThrough()
            switch target {
            case .alert(let found):
                let rule = set?.rules.first { $0.name.utf8.elementsEqual(found.alert.rule.utf8) }
                let (from, end) = ControlPicture.range(found.alert, closed: closed)
                return try ControlPicture(found.alert, rule)?.plot(
                    reader, from: since ?? from, until: until ?? end, points: 110)
            case .rule(let name, let rows):
                let rule = set?.rules.first { $0.name.utf8.elementsEqual(name.utf8) }
                guard let row = rows.first else { return nil }
                return try plot(row, rule, reader, since: since, until: until ?? closed ?? row.at)
            }
        } catch {
            throw Setup.failure(error)
        }
    }

    /// The last hours of one series of a rule.
    static func plot(
        _ row: VerdictRow, _ rule: Rule?, _ reader: borrowing Reader, since: EventTime?, until: EventTime
    ) throws(StoreError) -> Plot? {
        try ControlPicture(row, rule, reader)?.plot(
            reader, from: since ?? until - ControlPicture.span(rule), until: until, points: 110)
    }

    private static func save(_ text: String, _ path: String) throws(CommandFailure) {
        if path == "-" { return Console.bytes(Array(text.utf8)) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0, writeAll(descriptor, Array(text.utf8)), close(descriptor) == 0 else {
            throw CommandFailure(
                status: ExitStatus.inputOutput,
                message: "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        Console.say("wrote \(path)")
    }

    private static func write(_ plot: Plot) {
        Console.json { writer in
            writer.object { writer in
                writer.field("title", plot.title)
                writer.field("from", plot.from.rfc3339)
                writer.field("until", plot.until.rfc3339)
                writer.key("levels")
                writer.array { writer in
                    for level in plot.levels {
                        writer.object { writer in
                            writer.field("name", level.name)
                            writer.field("value", level.value)
                        }
                    }
                }
                writer.key("marks")
                writer.array { writer in
                    for mark in plot.marks {
                        writer.object { writer in
                            writer.field("at", mark.time.rfc3339)
                            writer.field("name", mark.name)
                        }
                    }
                }
                writer.key("points")
                writer.array { writer in
                    for point in plot.points {
                        writer.object { writer in
                            writer.field("at", point.time.rfc3339)
                            writer.field("value", point.value)
                        }
                    }
                }
            }
        }
    }
}
