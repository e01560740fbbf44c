// `monitord top`: the store as a live screen.

internal import Model
internal import Panes
internal import Platform
internal import Rules
internal import Store

enum TopCommand {
    static let command = Command(
        name: "top", purpose: "show rates, alerts and series live, the most urgent first",
        options: [
            Option(name: "delay", short: "d", value: "SPAN", purpose: "look again each SPAN; default 2s"),
            Option(name: "once", purpose: "print one plain frame and end; so without a terminal"),
            Option(name: "lines", value: "N", purpose: "series of a plain frame; default all"),
            Option(
                name: "sort", value: "ORDER", purpose: "urgency, name or events; default urgency",
                completes: .words(TopOrder.allCases.map(\.rawValue))),
            Command.config, Command.store,
        ],
        notes: [
            "Keys: q ends, p holds the screen, space looks again now, s sorts anew, arrows or j and k move.",
            "TREND is the metric in the last panes that have events, from the lowest to the highest of them. EVIDENCE",
            "is ln e of ln A: at 100 % the line of the rule counts as crossed. Everything is read from the store.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let delay = try arguments.duration("delay") ?? .seconds(2)
        guard delay >= .milliseconds(100) else { throw .usage("--delay: at least 100ms") }
        let word = arguments["sort"] ?? TopOrder.urgency.rawValue
        guard let order = TopOrder(rawValue: word) else {
            throw .usage("--sort: '\(word)' is none of \(TopOrder.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let lines = try arguments.integer("lines", in: 0...1_000_000)
        let source = TopSource(
            reader: try Setup.reader(arguments), place: try Setup.storePath(arguments),
            rules: ChartTarget.rules(arguments)?.rules ?? [])
        var first = try source.look(before: nil, order, first: 0, count: lines ?? .max)
        if arguments.wantsJSON {
            Console.json { writer in first.write(to: &writer) }
            return ExitStatus.ok
        }
        if !arguments[flag: "once"], let terminal = Terminal() {
            return try live(terminal, source, order, delay, arguments)
        }
        first.order = nil
        let width = Terminal.size()?.columns ?? 100
        for line in TopScreen(width: width, isColourful: Console.isColourful(arguments)).lines(first) {
            Console.line(line)
        }
        return ExitStatus.ok
    }

    private static func live(
        _ terminal: consuming Terminal, _ source: borrowing TopSource, _ start: TopOrder, _ delay: TimeSpan,
        _ arguments: Arguments
    ) throws(CommandFailure) -> Int32 {
        var order = start
        var first = 0
        var isHeld = false
        var previous: TopSnapshot?
        var shown: TopSnapshot?
        var due = Clocks.monotonic()
        while true {
            let size = Terminal.size() ?? (80, 24)
            if Clocks.monotonic() >= due || shown == nil {
                if !isHeld || shown == nil {
                    let room = max(1, size.rows)
                    let next = try source.look(before: previous, order, first: first, count: room)
                    previous = next
                    shown = next
                }
                due = Clocks.monotonic() + delay
            }
            guard var frame = shown else { return ExitStatus.ok }
            frame.order = order
            frame.isHeld = isHeld
            let screen = TopScreen(width: size.columns, isColourful: Console.isColourful(arguments))
            let lines = screen.lines(frame).prefix(size.rows).map { Console.isASCII ? asciiText($0) : $0 }
            guard terminal.draw(Array(lines)) else { return ExitStatus.ok }
            // Woken often enough to follow a change of the window's size.
            let wait = min(due - Clocks.monotonic(), .milliseconds(200))
            switch terminal.key(within: wait) {
            case .leave, .letter("q"): return ExitStatus.ok
            case .letter("p"): isHeld.toggle()
            case .letter(" "): shown = nil
            case .letter("s"):
                order = order.next
                shown = nil
            case .down, .letter("j"):
                if first + 1 < frame.seriesCount { first += 1 }
                shown = nil
            case .up, .letter("k"):
                first = max(0, first - 1)
                shown = nil
            case .letter, nil: break
            }
        }
    }
}

/// How series are sorted.
enum TopOrder: String, CaseIterable {
    case urgency, name, events

    var next: TopOrder {
        switch self {
        case .urgency: .name
        case .name: .events
        case .events: .urgency
        }
    }

    func sorted(_ rows: [VerdictRow]) -> [VerdictRow] {
        switch self {
        case .urgency:
            // Ties stay in the store's order, which is that of names.
            let keyed = rows.enumerated().map { (Self.urgency($0.element), $0.offset, $0.element) }
            return keyed.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.2)
        case .name: return rows
        case .events:
            let keyed = rows.enumerated().map { ($0.element.verdict.events, $0.offset, $0.element) }
            return keyed.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.2)
        }
    }

    private static func urgency(_ row: VerdictRow) -> Double {
        let near = min(max(progress(row.verdict) ?? 0, 0), 100)
        switch row.verdict.state {
        case .critical: return 4000 + near
        case .warning: return 3000 + near
        case .stale: return 2000
        case .ok: return 1000 + near
        case .insufficient: return 500 + near
        case .learning: return 0
        }
    }
}

/// ln e as a part of ln A; nil where a rule has no such line.
func progress(_ verdict: Verdict) -> Double? {
    guard let statistic = verdict.statistic, let threshold = verdict.threshold, threshold > 0 else { return nil }
    return statistic / threshold
}
