// The names of the reasons, for tests that count them.

import Events

enum RejectReasons {
    static let all = RejectReason.allCases.map { "\($0.name)" }
}
