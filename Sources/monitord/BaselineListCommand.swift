// `monitord baseline list`: which baselines there are, which are current, and since when.

internal import Alerts
internal import Model
internal import Panes
internal import Rules

enum BaselineListCommand {
    static let command = Command(
        name: "baseline list", purpose: "list baselines; * marks those that are current",
        options: [Command.config, Command.baselines],
        notes: ["PROMOTED is when a baseline last became current; - when it never was."], run: list)

    private static func list(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let directory = try BaselineCommand.directory(arguments)
        let baselines: [Baseline]
        do throws(BaselineDirectoryError) {
            let diagnostics: [Diagnostic]
            (baselines, diagnostics) = try directory.list()
            Setup.report(diagnostics, arguments)
        } catch {
            throw Setup.failure(error, arguments)
        }
        try print(baselines, directory, arguments)
        return ExitStatus.ok
    }

    static func print(
        _ baselines: [Baseline], _ directory: BaselineDirectory, _ arguments: Arguments
    ) throws(CommandFailure) {
        do throws(BaselineDirectoryError) {
            print(baselines, try directory.promotions().promotions, arguments)
        } catch {
            throw Setup.failure(error, arguments)
        }
    }

    private static func print(_ baselines: [Baseline], _ promotions: [Promotion], _ arguments: Arguments) {
        func promoted(_ baseline: Baseline) -> Promotion? {
            promotions.last { $0.id == baseline.id && $0.model.utf8.elementsEqual(baseline.model.utf8) }
        }
        func isCurrent(_ baseline: Baseline) -> Bool {
            promotions.last { $0.model.utf8.elementsEqual(baseline.model.utf8) }?.id == baseline.id
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in
                    for baseline in baselines {
                        writer.object { writer in
                            BaselineCommand.writeHead(baseline, to: &writer)
                            writer.field("current", isCurrent(baseline))
                            if let at = promoted(baseline)?.at { writer.field("promoted_at", at.rfc3339) }
                        }
                    }
                }
            }
            return
        }
        Console.table(
            ["", "ID", "NAME", "MODEL", "FORMAT", "FROM (UTC)", "TO (UTC)", "DECIDED", "REFUSED", "PROMOTED (UTC)"],
            baselines.map { baseline in
                [
                    isCurrent(baseline) ? "*" : " ", String(baseline.id.prefix(8)), baseline.name, baseline.model,
                    String(baseline.format.split(separator: "/").last ?? ""), clock(baseline.from),
                    clock(baseline.to), grouped(baseline.tally.decided), share(baseline.tally.refusalRate),
                    promoted(baseline).map { clock($0.at) } ?? "-",
                ]
            }, alignedRight: [7, 8])
    }
}
