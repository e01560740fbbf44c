// A silence as one row.

package import Model

extension Silence {
    static let upsert = """
        INSERT INTO silence (id, filter, from_time, until_time, author, reason, expired_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (id) DO UPDATE SET expired_at = excluded.expired_at
        """

    static let columns = "id, filter, from_time, until_time, author, reason, expired_at"

    func bind(to row: borrowing Statement) throws(StoreError) {
        try row.bind(1, id)
        try row.bind(2, filter.text)
        try row.bind(3, from)
        try row.bind(4, until)
        try row.bind(5, author)
        try row.bind(6, reason)
        try row.bind(7, expiredAt)
    }
}

/// A silence that is in the store and cannot be used. Its row stays; until somebody expires it, it silences nothing.
package struct UnusableSilence: Equatable, Sendable {
    package let id: String
    /// Its filter as it stands in the store.
    package let filter: String
    /// Why it cannot be used.
    package let reason: String
}

/// Silences, and rows that this monitord does not understand.
package struct StoredSilences: Equatable, Sendable {
    package var silences: [Silence] = []
    package var unusable: [UnusableSilence] = []
}

extension Connection {
    /// Those that `row` finds. A filter that no longer parses loses no row and stops nobody.
    func silences(_ row: borrowing Statement) throws(StoreError) -> StoredSilences {
        var stored = StoredSilences()
        while try row.step() {
            let (id, text) = (row.text(0), row.text(1))
            do throws(FilterError) {
                let silence = Silence(
                    filter: try Filter(text), from: row.time(2), until: row.time(3), author: row.text(4),
                    reason: row.text(5), expiredAt: row.timeOrNil(6))
                if silence.id.utf8.elementsEqual(id.utf8) {
                    stored.silences.append(silence)
                } else {
                    stored.unusable.append(.init(id: id, filter: text, reason: "its id does not match its content"))
                }
            } catch {
                stored.unusable.append(.init(id: id, filter: text, reason: "filter: \(error.reason)"))
            }
        }
        return stored
    }
}
