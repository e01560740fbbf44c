// `monitord eval compare`: a tuned model against its base, and whether it may be deployed.

internal import Alerts
internal import Backtests
internal import Evaluations
internal import Model
internal import Platform
internal import Rules

enum EvalCompareCommand {
    static let command = Command(
        name: "eval compare", purpose: "compare the reports of a base and a tuned model, and decide by gates",
        operands: "BASE TUNED", operandsMax: 2, completes: .file,
        options: [
            Option(name: "gate", value: "FILE", purpose: "gates that decide, such as gates/default.toml"),
            Option(
                name: "output", short: "o", value: "FILE", purpose: "write the sign-off, JSON, to FILE; needs --gate"),
            Option(
                name: "format", value: "FORMAT", purpose: "text, markdown for the comment on a pull request, or json",
                completes: .words(["text", "markdown", "json"])),
            Option(
                name: "sign-off", value: "NAME", purpose: "NAME has read what scores lower and answers for it"),
            Option(name: "comment", value: "TEXT", purpose: "why it may be deployed; needed to sign"),
        ],
        notes: [
            "Both reports must be of the same items of the same suite, asked with the same parameters.",
            "The exit status is 0 for pass, 1 for block, and 3 for review: nothing blocks, but a person has to read",
            "what scores lower and sign. A block cannot be signed. Without --gate nothing is decided: status 0.",
            "Reports that cannot be compared give 65.",
            "  monitord eval compare base.json tuned.json --gate gates/default.toml -o signoff.json",
        ],
        run: run)

    private static let nameBytesMax = 128
    private static let commentBytesMax = 1000

    private enum Form: String, CaseIterable {
        case text, markdown, json
    }

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard arguments.operands.count == 2 else {
            throw .usage("two reports are compared: monitord eval compare BASE TUNED")
        }
        let word = arguments["format"] ?? (arguments.wantsJSON ? "json" : "text")
        guard let form = Form(rawValue: word) else {
            throw .usage(
                "--format: '\(word)' is no form of a comparison",
                help: advice(nil, "one of", Form.allCases.map(\.rawValue)))
        }
        let signature = try signature(arguments)
        let (base, tuned) = (
            try EvalCommand.report(arguments.operands[0]), try EvalCommand.report(arguments.operands[1])
        )
        guard let path = arguments["gate"] else {
            for option in ["output", "sign-off"] where arguments[flag: option] {
                throw .usage("--\(option) needs --gate: there is nothing to sign without a decision")
            }
            let comparison = try compared(base.report, tuned.report, GateSet.safetyDefault)
            print(comparison, nil, form)
            return ExitStatus.ok
        }
        let (gates, bytes, diagnostics) = loadGates(path: path)
        Setup.report(diagnostics, arguments)
        guard !diagnostics.hasErrors else { throw Setup.refused(diagnostics) }
        let comparison = try compared(base.report, tuned.report, gates.safety)
        let verdict = GateVerdict(gates, on: comparison)
        let record = SignOff(
            comparison, verdict, baseHash: base.hash, tunedHash: tuned.hash, gatesHash: hexadecimal(sha256(bytes)),
            signature: signature)
        let status = status(record)
        if let output = arguments["output"] {
            var writer = JSONWriter()
            record.write(exitStatus: status, to: &writer)
            try EvalCommand.write(writer.bytes + [0x0A], to: output)
        }
        print(comparison, verdict, form)
        if verdict.word == .block, signature != nil {
            Console.insist("monitord: a block cannot be signed; the signature is recorded and changes nothing")
        }
        return status
    }

    private static func status(_ record: SignOff) -> Int32 {
        if record.isPassed { return ExitStatus.ok }
        switch record.verdict.word {
        case .pass, .block: return ExitStatus.negative
        case .review: return ExitStatus.warned
        }
    }

    private static func signature(_ arguments: Arguments) throws(CommandFailure) -> SignOff.Signature? {
        guard let name = arguments["sign-off"] else {
            guard arguments["comment"] == nil else { throw .usage("--comment belongs to --sign-off NAME") }
            return nil
        }
        guard let comment = arguments["comment"], !comment.isEmpty, !name.isEmpty else {
            throw .usage("a signature needs a name and a reason: --sign-off NAME --comment TEXT")
        }
        guard name.utf8.count <= nameBytesMax, comment.utf8.count <= commentBytesMax else {
            throw .usage(
                "a name has at most \(nameBytesMax) bytes, a comment at most \(commentBytesMax)")
        }
        return SignOff.Signature(name: name, comment: comment, at: Clocks.wall())
    }

    private static func compared(
        _ base: EvaluationReport, _ tuned: EvaluationReport, _ safety: [Label]
    ) throws(CommandFailure) -> Comparison {
        do throws(ComparisonFault) {
            return try Comparison(base: base, tuned: tuned, safety: safety)
        } catch {
            let shown = error.differences.prefix(20)
            let rest = error.differences.count - shown.count
            throw CommandFailure(
                status: ExitStatus.unusable, message: "the reports are not of the same questions",
                help: Array(shown) + (rest > 0 ? ["and \(counted(rest, "difference")) more"] : [])
                    + ["ask both models with the same suite and the same parameters: monitord eval run"])
        }
    }

    private static func print(_ comparison: Comparison, _ verdict: GateVerdict?, _ form: Form) {
        switch form {
        case .text: Console.line(String(comparison.page(verdict).text.dropLast()))
        case .markdown: Console.bytes(Array(comparison.page(verdict).markdown.utf8))
        case .json: Console.json { comparison.write(verdict, to: &$0) }
        }
    }
}
