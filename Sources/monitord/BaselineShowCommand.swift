// `monitord baseline show`: what one baseline says.

internal import Model
internal import Panes

enum BaselineShowCommand {
    static let command = Command(
        name: "baseline show", purpose: "show the rates of one baseline", operands: "ID | NAME", operandsMax: 1,
        options: [Command.config, Command.baselines], run: show)

    private static func show(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let baseline = try BaselineCommand.find(arguments)
        if arguments.wantsJSON {
            Console.json { writer in BaselineCommand.write(baseline, to: &writer, withCells: true) }
            return ExitStatus.ok
        }
        Console.line("\(baseline.name) of \(baseline.model), \(baseline.id)")
        Console.line("\(baseline.from.rfc3339) to \(baseline.to.rfc3339), from \(baseline.source)")
        Console.line("")
        Console.table(
            ["SERIES", "REFUSED", "DECIDED", "RATE"],
            baseline.cells.map { cell in
                [
                    labels(Scope(cell.scope.values.filter { $0.dimension != .model })), grouped(cell.tally[.refused]),
                    grouped(cell.tally.decided), share(cell.tally.refusalRate),
                ]
            }, alignedRight: [1, 2, 3])
        return ExitStatus.ok
    }
}
