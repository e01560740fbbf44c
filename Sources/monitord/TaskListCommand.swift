// `monitord task list`: what somebody has to do about baselines.

internal import Alerts
internal import Model
internal import Store

enum TaskListCommand {
    static let command = Command(
        name: "task list", purpose: "list what is to do about baselines", isStandard: true,
        options: [Option(name: "all", purpose: "also what is done"), Command.config, Command.store],
        notes: ["Done with 'monitord task done ID -c TEXT'."], run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let reader = try Setup.reader(arguments)
        let tasks: [ReviewTask]
        do throws(StoreError) {
            tasks = try reader.tasks(open: !arguments[flag: "all"])
        } catch {
            throw Setup.failure(error)
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in
                    for task in tasks { task.write(to: &writer) }
                }
            }
        } else if tasks.isEmpty {
            Console.line("no tasks")
        } else {
            Console.table(
                ["ID", "RAISED (UTC)", "MODEL", "WHY", "WHAT TO DO", "DONE"],
                tasks.map { task in
                    [
                        String(task.id.prefix(8)), clock(task.raisedAt), task.model, why(task), what(task),
                        task.done.map { "by \($0.by) at \(clock($0.at))" } ?? "-",
                    ]
                })
        }
        return ExitStatus.ok
    }

    private static func why(_ task: ReviewTask) -> String {
        switch task.kind {
        case .contextChange: "context changed: \(task.occasion)"
        case .monthlyReview: "monthly review \(task.occasion)"
        case .flakyCanary: "canary \(task.occasion) failed once and passed when asked again"
        case .incident: "incident \(task.occasion)"
        }
    }

    private static func what(_ task: ReviewTask) -> String {
        switch task.kind {
        case .contextChange: "learn a new baseline: monitord baseline learn"
        case .monthlyReview: "compare and review: monitord baseline diff"
        case .flakyCanary: "look at its answers over time: monitord canary history"
        case .incident: "fold it in as a known-bad pattern: monitord incident show \(task.occasion.prefix(8))"
        }
    }
}
