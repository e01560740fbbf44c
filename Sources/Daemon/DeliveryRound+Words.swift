// What the log says of receivers.

internal import Model
internal import Platform

extension Log {
    /// When a receiver begins to fail, is left alone, or is back; not each failure.
    func tell(_ line: DeliveryStanding.Line, before: DeliveryStanding.Line) {
        let fields: KeyValuePairs = ["receiver": line.name, "reason": line.lastError]
        if line.isOpen, !before.isOpen {
            error("receiver fails again and again; it is tried now and then", fields)
        } else if !line.lastError.isEmpty, before.lastError.isEmpty {
            warning("receiver does not take a notification", fields)
        } else if line.lastError.isEmpty, !before.lastError.isEmpty {
            info("receiver takes notifications again", ["receiver": line.name])
        }
    }
}
