// `monitord baseline rollback`: back to what a model was held against before.

internal import Model
internal import Panes
internal import Platform
internal import Rules

enum BaselineRollbackCommand {
    static let command = Command(
        name: "baseline rollback", purpose: "make the baseline current again that was before", operands: "MODEL",
        operandsMax: 1, options: [Command.config, Command.baselines],
        notes: [
            "Adds a line to the log of promotions; nothing is deleted. A second rollback goes one step further back,",
            "never forth again: for that, promote. It asks no questions about alerts, since it is for emergencies.",
        ],
        run: rollBack)

    private static func rollBack(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let model = arguments.operands.first else {
            throw .usage("of which model? give its name", help: ["see: monitord baseline list"])
        }
        let directory = try BaselineCommand.directory(arguments)
        let (left, baseline) = try steppedBack(model, directory, arguments)
        guard let baseline else {
            throw CommandFailure(
                status: left == nil ? ExitStatus.notFound : ExitStatus.negative,
                message: left == nil
                    ? "no baseline was ever promoted for '\(model)'"
                    : "no other baseline was current for \(model) before",
                help: ["see: monitord baseline list"])
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.object { writer in
                    BaselineCommand.writeHead(baseline, to: &writer)
                    writer.field("current", true)
                    if let left { writer.field("previous", left) }
                }
            }
        }
        Console.say(
            "\(visible(BaselineCommand.title(baseline))) is current for \(visible(model)) again;"
                + " a running monitord takes it up at its next start")
        return ExitStatus.ok
    }

    /// The id that was current, and the baseline that is now; nil when there is none to go back to.
    private static func steppedBack(
        _ model: String, _ directory: BaselineDirectory, _ arguments: Arguments
    ) throws(CommandFailure) -> (left: String?, baseline: Baseline?) {
        do throws(BaselineDirectoryError) {
            let left = try directory.currentPromotion(model: model)?.id
            guard let id = try directory.rollBack(model: model, at: Clocks.wall()) else { return (left, nil) }
            return (left, try directory.read(id))
        } catch {
            throw Setup.failure(error, arguments)
        }
    }
}
