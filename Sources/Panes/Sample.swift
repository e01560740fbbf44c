// A bounded sample of users that does not depend on the order of arrival.

/// Some events of one user, alike in all that is written here.
package struct SampleRow: Equatable, Sendable {
    /// A user has the same one in every cell of a pane, and another one in another pane.
    package var priority: UInt64
    /// 0 to 5: an outcome, by `Outcome.rawValue`. From `SampleRow.measureKind` on: a value of that measure.
    package var kind: UInt8
    /// Of a value; zero for an outcome.
    package var bin: UInt16
    /// A hash of the event, so that which values are kept does not depend on the values; zero for an outcome.
    package var tag: UInt32
    /// In 1/256.
    package var weight: Int32
    /// Stops at the largest number.
    package var count: UInt32

    package static let measureKind: UInt8 = 8

    package init(priority: UInt64, kind: UInt8, bin: UInt16 = 0, tag: UInt32 = 0, weight: Int32, count: UInt32 = 1) {
        self.priority = priority
        self.kind = kind
        self.bin = bin
        self.tag = tag
        self.weight = weight
        self.count = count
    }

    /// The place of the measure in the list; nil for an outcome.
    package var measure: Int? { kind < SampleRow.measureKind ? nil : Int(kind - SampleRow.measureKind) }

    func precedes(_ other: SampleRow) -> Bool {
        if priority != other.priority { return priority < other.priority }
        if kind != other.kind { return kind < other.kind }
        if tag != other.tag { return tag < other.tag }
        if bin != other.bin { return bin < other.bin }
        return weight < other.weight
    }

    /// Whether the two differ in their counts at most.
    func isLike(_ other: SampleRow) -> Bool {
        priority == other.priority && kind == other.kind && tag == other.tag && bin == other.bin
            && weight == other.weight
    }

    func isOfKind(_ other: SampleRow) -> Bool { priority == other.priority && kind == other.kind }

    /// Saturates, which is associative too.
    mutating func take(_ other: SampleRow) {
        let (sum, overflow) = count.addingReportingOverflow(other.count)
        count = overflow ? .max : sum
    }
}

/// The users with the smallest priorities, and what they did. Whoever is kept is kept whole, up to 16 rows of a kind:
/// those with the smallest tags. Both bounds only ever tighten, so the sample of a union is the sample of the samples.
package struct Sample: Equatable, Sendable {
    /// The priority of events without a user, who are not counted among the users.
    package static let anonymous = UInt64.max
    package static let usersMax = 64
    package static let rowsPerKindMax = 16

    /// How many users are kept.
    package let capacity: Int
    /// Ordered by priority, kind, tag, bin and weight; no two are alike. Anonymous rows are the last ones.
    package private(set) var rows: [SampleRow] = []
    /// Distinct users in the sample.
    package private(set) var users = 0
    /// One of 64 bits for each user that was ever seen, kept or not; the same in every pane. At least as many users
    /// were there as bits are set.
    package private(set) var userBits: UInt64 = 0
    /// Priorities above it are out.
    private var limit = Sample.anonymous

    package init(capacity: Int = Sample.usersMax) {
        precondition(capacity > 0, "a sample has room for one")
        self.capacity = capacity
    }

    package var isEmpty: Bool { rows.isEmpty && userBits == 0 }

    /// The user behind a priority in a pane: what a chart knows somebody by from pane to pane.
    package static func user(ofPriority priority: UInt64, pane: Int64) -> UInt64 {
        Salt.hash(ofPriority: priority, pane: pane, salt: Salt.user)
    }

    /// Whether no event named its user.
    package var isAnonymous: Bool { users == 0 }

    /// The rows of events without a user.
    package var anonymousRows: ArraySlice<SampleRow> { rows[place(of: Sample.anonymous)...] }

    /// The rows of each user, in order of priority; events without a user left out.
    package var runs: Runs { Runs(rows: rows[..<place(of: Sample.anonymous)]) }

    mutating func note(bits: UInt64) { userBits |= bits }

    /// False, after one comparison, when the user is out; then no row of the same event needs to be offered.
    @discardableResult
    mutating func insert(_ row: SampleRow) -> Bool {
        if row.priority > limit, row.priority != Sample.anonymous { return false }
        let place = place(of: row)
        if place < rows.count, rows[place].isLike(row) {
            rows[place].take(row)
            return true
        }
        let isKnown =
            place < rows.count && rows[place].priority == row.priority
            || place > 0 && rows[place - 1].priority == row.priority
        insert(row, at: place)
        if !isKnown, row.priority != Sample.anonymous {
            users += 1
            tighten()
        }
        return true
    }

    /// The sample of both streams of events.
    package mutating func merge(_ other: Sample) {
        precondition(capacity == other.capacity, "samples of one kind")
        userBits |= other.userBits
        if other.rows.isEmpty { return }
        if rows.isEmpty {
            (rows, users, limit) = (other.rows, other.users, other.limit)
            return
        }
        var merged = Sample(capacity: capacity)
        merged.userBits = userBits
        merged.rows.reserveCapacity(rows.count + other.rows.count)
        var (left, right) = (0, 0)
        while left < rows.count || right < other.rows.count {
            if right == other.rows.count || left < rows.count && rows[left].precedes(other.rows[right]) {
                merged.append(rows[left])
                left += 1
            } else {
                merged.append(other.rows[right])
                right += 1
            }
        }
        self = merged
    }

    /// The sample of all the streams, such as the cells of a series in one pane.
    package static func merged(_ samples: some Sequence<Sample>, capacity: Int = Sample.usersMax) -> Sample {
        samples.reduce(into: Sample(capacity: capacity)) { $0.merge($1) }
    }

    /// Takes rows in order. Those past a bound are dropped.
    mutating func append(_ row: SampleRow) {
        if let last = rows.last, last.isLike(row) { return rows[rows.count - 1].take(row) }
        if row.priority != Sample.anonymous, rows.last?.priority != row.priority {
            if users == capacity { return }
            users += 1
            if users == capacity { limit = row.priority }
        }
        let first = rows.count - Sample.rowsPerKindMax
        if first >= 0, rows[first].isOfKind(row) { return }
        rows.append(row)
    }

    /// Keeps the smallest rows of a kind.
    private mutating func insert(_ row: SampleRow, at place: Int) {
        let bound = Sample.rowsPerKindMax
        if place >= bound, rows[place - bound].isOfKind(row) { return }
        var first = place
        while first > 0, rows[first - 1].isOfKind(row) { first -= 1 }
        let last = first + bound - 1
        guard last < rows.count, rows[last].isOfKind(row) else { return rows.insert(row, at: place) }
        // Full: the rows behind it move up by one, over the largest.
        for index in stride(from: last, to: place, by: -1) { rows[index] = rows[index - 1] }
        rows[place] = row
    }

    /// Drops the user who is one too many, and lowers the limit.
    private mutating func tighten() {
        guard users >= capacity else { return }
        var end = place(of: Sample.anonymous)
        if users > capacity {
            let start = place(of: rows[end - 1].priority)
            rows.removeSubrange(start..<end)
            users -= 1
            end = start
        }
        limit = rows[end - 1].priority
    }

    /// The first place whose row does not precede `row`.
    private func place(of row: SampleRow) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].precedes(row) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The first place whose priority is not below this.
    private func place(of priority: UInt64) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].priority < priority { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Sample {
    /// One user's rows.
    package struct Run: Sendable {
        package let priority: UInt64
        package let rows: ArraySlice<SampleRow>
    }

    /// Walks a sample user by user.
    package struct Runs: Sequence, IteratorProtocol, Sendable {
        fileprivate var rows: ArraySlice<SampleRow>

        package mutating func next() -> Run? {
            guard let priority = rows.first?.priority else { return nil }
            let end = rows.firstIndex { $0.priority != priority } ?? rows.endIndex
            defer { rows = rows[end...] }
            return Run(priority: priority, rows: rows[..<end])
        }
    }
}
