// Baselines in short: they never change, so each is read once.

internal import Model
internal import Pages
internal import Panes
internal import Store
internal import Synchronization

/// The rows that were shown last.
final class BaselineRows: Sendable {
    private let rows = Mutex<[BaselineList.Row]>([])

    /// At most so many, the ones saved last.
    static let rowsMax = 500

    /// In the order in which they were saved; how many series each judges is for the caller to say.
    func rows(_ reader: borrowing Reader) throws(StoreError) -> [BaselineList.Row] {
        let known = rows.withLock { $0 }
        var found: [BaselineList.Row] = []
        for id in try reader.baselineIDs().suffix(Self.rowsMax) {
            if let row = known.first(where: { $0.id.utf8.elementsEqual(id.utf8) }) {
                found.append(row)
            } else if let baseline = try reader.baseline(id: id) {
                found.append(
                    BaselineList.Row(
                        id: baseline.id, name: baseline.name, model: baseline.model, from: baseline.from,
                        to: baseline.to, events: baseline.tally.decided, refusalRate: baseline.tally.refusalRate,
                        cells: baseline.cells.count, series: 0))
            }
        }
        let kept = found
        rows.withLock { $0 = kept }
        return found
    }
}
