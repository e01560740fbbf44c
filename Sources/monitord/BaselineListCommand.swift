// `monitord baseline list`: which baselines there are, and which are current.

internal import Model
internal import Panes
internal import Rules

enum BaselineListCommand {
    static let command = Command(
        name: "baseline list", purpose: "list baselines; * marks those that are current",
        options: [Command.config, Command.baselines], run: list)

    private static func list(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let directory = try BaselineCommand.directory(arguments)
        do throws(BaselineDirectoryError) {
            let (baselines, diagnostics) = try directory.list()
            Setup.report(diagnostics, arguments)
            var current: [[UInt8]: String] = [:]
            for promotion in try directory.promotions().promotions {
                current[Array(promotion.model.utf8)] = promotion.id
            }
            print(baselines, current: Set(current.values), arguments)
        } catch {
            throw Setup.failure(error, arguments)
        }
        return ExitStatus.ok
    }

    static func print(_ baselines: [Baseline], current: Set<String>, _ arguments: Arguments) {
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in
                    for baseline in baselines {
                        BaselineCommand.write(baseline, to: &writer, isCurrent: current.contains(baseline.id))
                    }
                }
            }
            return
        }
        Console.table(
            ["", "ID", "NAME", "MODEL", "FROM (UTC)", "TO (UTC)", "DECIDED", "REFUSED"],
            baselines.map { baseline in
                [
                    current.contains(baseline.id) ? "*" : " ", String(baseline.id.prefix(8)), baseline.name,
                    baseline.model, clock(baseline.from), clock(baseline.to),
                    grouped(BaselineCommand.decided(baseline)),
                    share(BaselineCommand.rate(baseline)),
                ]
            }, alignedRight: [6, 7])
    }
}
