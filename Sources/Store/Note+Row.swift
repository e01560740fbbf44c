// A note as three columns: when, who, what.

internal import Model

extension Statement {
    func bind(_ index: Int32, note: Note?) throws(StoreError) {
        try bind(index, note?.at)
        try bind(index + 1, note?.by)
        try bind(index + 2, note?.text)
    }

    /// Nil when nothing was said: then all three are NULL.
    func noteOrNil(_ column: Int32) -> Note? {
        isNull(column) ? nil : Note(at: time(column), by: text(column + 1), text: text(column + 2))
    }
}
