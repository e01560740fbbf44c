// Numbers for answers that must differ.

import Synchronization

/// Counts on any thread.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    /// 1, then 2, and so on.
    package func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
