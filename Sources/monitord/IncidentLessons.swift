// What `monitord incident close` writes into files before it closes: known-bad times, rules, canaries.

internal import Glibc
internal import Model
internal import Panes
internal import Platform
internal import Rules
internal import Store

enum IncidentLessons {
    private static let promptBytesMax = 64 * 1024

    /// Does nothing unless a file was asked for. Files come first: a close that fails may be given again.
    static func write(_ prefix: String, cause: String, _ arguments: Arguments) throws(CommandFailure) {
        let (rules, suite) = (arguments["known-bad"], arguments["canary"])
        guard (suite == nil) == (arguments["prompt"] == nil) else {
            throw .usage("--canary and --prompt go together", help: ["--canary SUITE.jsonl --prompt FILE"])
        }
        guard rules != nil || suite != nil else { return }
        let lesson = try lesson(prefix, cause: cause, arguments)
        if let rules { try add(lesson, to: rules, arguments) }
        if let suite, let prompt = arguments["prompt"] { try add(try text(of: prompt), of: lesson, to: suite) }
    }

    private static func lesson(
        _ prefix: String, cause: String, _ arguments: Arguments
    ) throws(CommandFailure) -> Lesson {
        let reader = try Setup.reader(arguments)
        let incident: Incident?
        var alerts: [Alert] = []
        do throws(StoreError) {
            incident = try reader.incident(idPrefix: prefix)
            for id in incident?.alerts ?? [] {
                if let alert = try reader.alert(id: id) { alerts.append(alert) }
            }
        } catch {
            throw Setup.failure(error)
        }
        guard let incident else {
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no incident '\(prefix)'",
                help: ["see: monitord incident list --all"])
        }
        guard let end = incident.quietAt, incident.state != .open else {
            throw CommandFailure(
                status: ExitStatus.negative, message: "incident \(incident.id.prefix(8)) is still open",
                help: ["its alerts must be over first: monitord incident show \(incident.id.prefix(8))"])
        }
        let worst = alerts.max { $0.severity < $1.severity }
        let categories = Set(alerts.compactMap { $0.scope[.category] }.filter { !$0.isEmpty })
        return Lesson(
            knownBad: KnownBad(
                incident: incident.id, model: incident.model, from: incident.onset,
                until: max(end, incident.onset + .seconds(1)), cause: cause),
            categories: categories.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
            metric: worst.flatMap { Metric(name: $0.evidence.metric) }, isFall: worst?.evidence.ratio ?? 0 < 1)
    }

    private static func add(_ lesson: Lesson, to path: String, _ arguments: Arguments) throws(CommandFailure) {
        let width = try Setup.configuration(arguments).panes.width
        do throws(LessonFailure) {
            if try addLesson(lesson, to: path, paneWidth: width) {
                Console.say("added to \(path); put it in force: monitord ctl reload --wait")
            } else {
                Console.say("\(path) has the incident already")
            }
        } catch {
            switch error {
            case .file(let file):
                throw CommandFailure(status: ExitStatus.inputOutput, message: "\(file.path): \(file.reason)")
            case .invalid(let diagnostics):
                Setup.report(diagnostics, arguments)
                throw CommandFailure(
                    status: ExitStatus.negative, message: "\(path) would not be a good rule file; nothing was changed",
                    help: ["correct what is said above, or name another file"])
            }
        }
    }

    private static func add(_ prompt: String, of lesson: Lesson, to path: String) throws(CommandFailure) {
        do throws(FileError) {
            let isNew = try addCanary(prompt, of: lesson, to: path)
            Console.say(isNew ? "added a canary to \(path)" : "\(path) has a canary of the incident already")
        } catch {
            throw CommandFailure(status: ExitStatus.inputOutput, message: "\(error.path): \(error.reason)")
        }
    }

    private static func text(of path: String) throws(CommandFailure) -> String {
        var bytes: [UInt8] = []
        if path == "-" {
            var chunk = [UInt8](repeating: 0, count: 4096)
            while bytes.count <= promptBytesMax {
                let count = read(STDIN_FILENO, &chunk, chunk.count)
                guard count > 0 else { break }
                bytes += chunk[..<count]
            }
        } else {
            do throws(FileError) {
                bytes = try SourceFile(reading: path).bytes
            } catch {
                throw CommandFailure(status: ExitStatus.noInput, message: "\(error.path): \(error.reason)")
            }
        }
        while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.count <= promptBytesMax, let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(
                status: ExitStatus.negative, message: "\(path) is no prompt",
                help: ["it must be UTF-8 text of 1 to \(promptBytesMax) bytes"])
        }
        return text
    }
}
