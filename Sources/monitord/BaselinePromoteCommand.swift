// `monitord baseline promote`: a baseline becomes what its model is held against.

internal import Model
internal import Panes
internal import Platform
internal import Rules

enum BaselinePromoteCommand {
    static let command = Command(
        name: "baseline promote", purpose: "make a baseline current for its model", operands: "ID | NAME",
        operandsMax: 1, options: [Command.config, Command.baselines], run: promote)

    private static func promote(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let baseline = try BaselineCommand.find(arguments)
        let directory = try BaselineCommand.directory(arguments)
        do throws(BaselineDirectoryError) {
            try directory.promote(model: baseline.model, id: baseline.id, at: Clocks.wall())
        } catch {
            throw Setup.failure(error, arguments)
        }
        if arguments.wantsJSON {
            Console.json { writer in BaselineCommand.write(baseline, to: &writer, isCurrent: true) }
        }
        Console.say("\(baseline.id) is current for \(baseline.model); a running monitord takes it up at its next start")
        return ExitStatus.ok
    }
}
