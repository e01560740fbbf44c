// What waits for somebody, for `monitord status`.

internal import Alerts
internal import Model
internal import Store

struct OpenDesk {
    private let incidents: [Incident]
    private let silences: StoredSilences
    private let tasks: [ReviewTask]

    /// Beyond this many, incidents are not counted.
    private static let incidentsMax = 1000

    init(_ reader: borrowing Reader, _ closed: EventTime?) throws(StoreError) {
        incidents = try reader.incidents(limit: OpenDesk.incidentsMax)
        silences = try reader.silences(endingAfter: closed ?? EventTime(microseconds: 0))
        tasks = try reader.tasks(open: true)
    }

    /// Fields of the object of `status`.
    func write(to writer: inout JSONWriter) {
        writer.field("incidents", incidents.count)
        writer.field("silences", silences.silences.count)
        writer.key("tasks")
        writer.array { writer in
            for task in tasks { task.write(to: &writer) }
        }
    }

    func print() {
        if !incidents.isEmpty {
            let open = incidents.count { $0.state == .open }
            Console.say(
                "\(counted(incidents.count, "incident")) not closed, \(open) of them open: monitord incident list")
        }
        if !silences.silences.isEmpty {
            Console.say("\(counted(silences.silences.count, "silence")): monitord silence list")
        }
        if !silences.unusable.isEmpty {
            Console.say("\(counted(silences.unusable.count, "silence")) not understood: monitord silence list")
        }
        if !tasks.isEmpty { Console.say("\(counted(tasks.count, "task")) to do: monitord task list") }
        for task in tasks.prefix(5) {
            Console.say(
                "  \(task.id.prefix(8))  \(task.kind.rawValue)  \(visible(task.model))  \(visible(task.occasion))")
        }
    }
}
