// `monitord baseline promote`: a baseline becomes what its model is held against.

internal import Model
internal import Panes
internal import Platform
internal import Rules

enum BaselinePromoteCommand {
    static let command = Command(
        name: "baseline promote", purpose: "make a baseline current for its model", operands: "ID | NAME",
        operandsMax: 1,
        options: [yes, Command.store, BaselineCommand.rules, Command.config, Command.baselines],
        notes: [
            "Says what changes against the current baseline. When that would have hidden a past alert of a rule that",
            "follows promotions, it lists them and exits with 1; --yes accepts it.",
        ] + BaselineAlerts.notes,
        run: promote)

    static let yes = Option(name: "yes", purpose: "promote even what would have hidden past alerts")

    private static func promote(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let baseline = try BaselineCommand.find(arguments)
        let configuration = try Setup.configuration(arguments)
        let directory = Setup.baselineDirectory(arguments, configuration)
        let promotion = try BaselinePromotion(to: baseline, directory, arguments, configuration)
        if promotion.old?.id == baseline.id {
            if arguments.wantsJSON { write(promotion) }
            Console.say("\(baseline.id) is current for \(visible(baseline.model)) already; nothing was changed")
            return ExitStatus.ok
        }
        promotion.say()
        if promotion.isBlind { Console.say(BaselineAlerts.missing(arguments, configuration)) }
        if let refusal = promotion.refusal(arguments) { throw refusal }
        do throws(BaselineDirectoryError) {
            try directory.promote(model: baseline.model, id: baseline.id, at: Clocks.wall())
        } catch {
            throw Setup.failure(error, arguments)
        }
        if arguments.wantsJSON { write(promotion) }
        Console.say(
            "\(baseline.id) is current for \(visible(baseline.model));"
                + " a running monitord takes it up at its next start")
        return ExitStatus.ok
    }

    private static func write(_ promotion: BaselinePromotion) {
        Console.json { writer in
            writer.object { writer in
                BaselineCommand.writeHead(promotion.new, to: &writer)
                writer.field("current", true)
                if let old = promotion.old { writer.field("previous", old.id) }
                if let comparison = promotion.comparison { BaselineDiffCommand.write(comparison, to: &writer) }
                promotion.alerts?.write(to: &writer)
            }
        }
    }
}
