// `monitord doctor`: one report that can be pasted into a question.

internal import Alerts
internal import Delivery
internal import Glibc
internal import Kafka
internal import Model
internal import Panes
internal import Platform
internal import Rules
internal import Store

enum DoctorCommand {
    static let command = Command(
        name: "doctor", purpose: "look at everything that monitord needs, and say what is wrong and what to do",
        options: [
            Command.config, Command.store, Command.baselines,
            Option(name: "offline", purpose: "ask no broker"),
        ],
        notes: [
            "The report may be pasted: values of librdkafka's properties are blotted out, and it holds no event.",
            "Exits with 1 when a line says fail. The whole database is read, which takes a second for each gigabyte or",
            "so.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        var report = DoctorReport()
        versions(&report)
        let now = Clocks.wall()
        clockSanity(&report, now)
        let path = arguments["config"] ?? getenv("MONITORD_CONFIG").map { String(cString: $0) } ?? Setup.defaultPath
        let configuration = configuration(path, arguments, &report)
        rules(configuration, &report)
        baselines(arguments, configuration, now, &report)
        store(arguments["db"] ?? configuration.store.path, now, configuration, &report)
        process(arguments, configuration, &report)
        if arguments[flag: "offline"] {
            report.add("broker", .unknown, "not asked (--offline)")
        } else {
            broker(configuration, &report)
        }
        if arguments.wantsJSON {
            Console.json { writer in report.write(to: &writer) }
        } else {
            for line in report.text(isColourful: Console.isColourful(arguments)) { Console.line(line) }
            Console.say(
                "\(counted(report.count(.fail), "failure")), \(counted(report.count(.warn), "warning")), "
                    + "\(report.count(.ok)) fine")
        }
        return report.hasFailed ? ExitStatus.negative : ExitStatus.ok
    }

    // MARK: the program and the machine

    private static func versions(_ report: inout DoctorReport) {
        report.add("monitord", .ok, "\(VersionCommand.number); \(Machine.system()); \(Machine.kernel())")
        for library in LibraryNotes.all {
            let version = "\(library.name) \(library.version)"
            report.add(
                "library", library.mark, library.note.map { "\(version) \($0.text)" } ?? version,
                fix: library.note?.fix)
        }
    }

    private static func clockSanity(_ report: inout DoctorReport, _ now: EventTime) {
        // Before this program was written, a clock is wrong.
        let isSane = EventTime(instant: VersionCommand.date, now: now).map { now >= $0 - .seconds(86_400) } ?? true
        report.check(
            "clock", isSane, "\(now.rfc3339)", else: .fail,
            fix: "set the clock: events ahead of it by more than panes.max_future are rejected")
        let isSynchronised = Machine.isClockSynchronised()
        report.add(
            "clock", isSynchronised ? .ok : .unknown,
            isSynchronised
                ? "kept right by systemd-timesyncd" : "systemd-timesyncd does not keep it; chrony or the host may")
    }

    // MARK: files

    private static func configuration(
        _ path: String, _ arguments: Arguments, _ report: inout DoctorReport
    ) -> Configuration {
        guard arguments["config"] != nil || getenv("MONITORD_CONFIG") != nil || access(path, F_OK) == 0 else {
            report.add("config", .warn, "\(path) does not exist: defaults", fix: "make it, or name one with -c FILE")
            return Configuration()
        }
        let (configuration, diagnostics) = loadConfiguration(path: path)
        let findings = diagnostics + (configuration.map { Setup.kafkaFindings($0, path: path) } ?? [])
        tell(findings, of: path, "config", "monitord check -c \(path)", &report)
        guard let configuration else { return Configuration() }
        if let bytes = try? SourceFile(reading: path).bytes {
            // As sha256sum has it, to compare two machines.
            report.add("config", .ok, "\(path): sha256 \(hexadecimal(sha256(bytes).prefix(8)))")
        }
        let kafka = configuration.kafka
        report.add(
            "config", .ok,
            "brokers \(kafka.brokers.joined(separator: ",")); topics \(kafka.topics.joined(separator: ",")); "
                + "group \(kafka.group); panes of \(configuration.panes.width.durationText), "
                + "lateness \(configuration.panes.lateness.durationText)")
        let receivers = configuration.receivers.map { "\(visible($0.receiver.name)) (\($0.receiver.kind.word))" }
        report.add(
            "receivers", receivers.isEmpty ? .unknown : .ok,
            receivers.isEmpty ? "none: alerts go to standard output only" : receivers.joined(separator: ", "),
            fix: receivers.isEmpty ? nil : "whether they answer: monitord notify test")
        if !kafka.properties.isEmpty {
            report.add(
                "config", .ok, "librdkafka: \(kafka.properties.map { "\($0.name)=***" }.joined(separator: ", "))")
        }
        return configuration
    }

    private static func tell(
        _ findings: [Diagnostic], of what: String, _ part: String, _ fix: String, _ report: inout DoctorReport
    ) {
        let errors = findings.count { $0.severity == .error }
        let warnings = findings.count - errors
        let text = "\(what): \(counted(errors, "error")), \(counted(warnings, "warning"))"
        let first = findings.first { $0.severity == .error } ?? findings.first
        let detail = first.map { "; \($0.code.rawValue) \($0.message)" } ?? ""
        let mark: DoctorReport.Mark = errors > 0 ? .fail : warnings > 0 ? .warn : .ok
        report.add(part, mark, text + detail, fix: mark == .ok ? nil : fix)
    }

    private static func rules(_ configuration: Configuration, _ report: inout DoctorReport) {
        let paths = configuration.rules.files
        let (set, findings) = loadRules(paths: paths, paneWidth: configuration.panes.width)
        let what = "\(counted(set.rules.count, "rule")) of \(paths.joined(separator: ", "))"
        tell(findings, of: what, "rules", "monitord check", &report)
        if !findings.hasErrors, let fault = Setup.budgetFault(set, configuration) {
            report.add("rules", .fail, fault.message, fix: fault.help)
        }
    }

    private static func baselines(
        _ arguments: Arguments, _ configuration: Configuration, _ now: EventTime, _ report: inout DoctorReport
    ) {
        let directory = Setup.baselineDirectory(arguments, configuration)
        do throws(BaselineDirectoryError) {
            let (baselines, _) = try directory.list()
            let (promotions, _) = try directory.promotions()
            var models = 0
            for baseline in baselines {
                let promoted = promotions.last { $0.model.utf8.elementsEqual(baseline.model.utf8) }
                guard let promoted, promoted.id == baseline.id else { continue }
                models += 1
                let age = now - baseline.to
                report.check(
                    "baseline", age < .seconds(90 * 86_400),
                    "\(baseline.model): \(baseline.name) (\(baseline.id.prefix(8))), \(roughly(age)) old, "
                        + "\(grouped(baseline.tally.decided)) decided",
                    fix: "learn a new one and compare: monitord baseline learn, monitord baseline diff")
            }
            report.check(
                "baseline", models > 0, "\(counted(models, "model")) with a current baseline",
                fix: "monitord baseline learn: without a baseline every series is learning and nothing is judged")
        } catch {
            report.add(
                "baseline", .warn, Setup.failure(error, arguments).message,
                fix: "monitord baseline learn: without a baseline every series is learning and nothing is judged")
        }
    }

    private static func broker(_ configuration: Configuration, _ report: inout DoctorReport) {
        switch Setup.kafkaSettings(configuration).partitionEnds(timeout: .seconds(3)) {
        case .success(let ends):
            let records = ends.reduce(Int64(0)) { $0 + max(0, $1.high - $1.low) }
            report.add(
                "broker", .ok, "\(counted(ends.count, "partition")) with \(grouped(records)) records; monitord lag")
        case .failure(let failure):
            report.add(
                "broker", .fail, failure.message,
                fix: "look at kafka.brokers, kafka.topics and [kafka.librdkafka]; --offline asks no broker")
        }
    }
}
