// Hashes that decide what a sample keeps. Fixed for ever: stored samples are merged with new ones.

package import Model

/// Spreads every bit of a word over all others (the finaliser of SplitMix64).
func mixed(_ word: UInt64) -> UInt64 {
    var word = word &+ 0x9e37_79b9_7f4a_7c15
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
}

/// The word that `mixed` made this of.
func unmixed(_ word: UInt64) -> UInt64 {
    var word = word ^ (word >> 31) ^ (word >> 62)
    word = word &* 0x3196_42b2_d24d_8ec3
    word = word ^ (word >> 27) ^ (word >> 54)
    word = word &* 0x96de_1b17_3f11_9089
    word = word ^ (word >> 30) ^ (word >> 60)
    return word &- 0x9e37_79b9_7f4a_7c15
}

/// What samples of users, of questions and of values are drawn by: three draws that know nothing of each other.
enum Salt {
    static let user: UInt64 = 0x7573_6572_0000_0001
    static let question: UInt64 = 0x7175_6573_0000_0002
    static let bit: UInt64 = 0x6269_7400_0000_0003

    /// The priority of a user or question in a pane. Never that of the anonymous.
    static func priority(_ hash: UInt64, pane: Int64, salt: UInt64) -> UInt64 {
        min(mixed(hash ^ mixed(UInt64(bitPattern: pane) ^ salt)), Sample.anonymous - 1)
    }

    /// The hash that a priority was made of.
    static func hash(ofPriority priority: UInt64, pane: Int64, salt: UInt64) -> UInt64 {
        unmixed(priority) ^ mixed(UInt64(bitPattern: pane) ^ salt)
    }

    /// One of 64 bits, the same in every pane.
    static func userBit(_ hash: UInt64) -> UInt64 { 1 << (mixed(hash ^ bit) & 63) }
}

extension Event {
    /// One of 64 bits for its user, the same in every pane; none without a user.
    package var userBit: UInt64 { user == 0 ? 0 : Salt.userBit(user) }

    /// Tells events of one user apart, and depends on nothing that a detector looks at.
    var tag: UInt32 {
        let word = UInt64(bitPattern: time.microseconds) ^ mixed(question ^ mixed(user))
        return UInt32(truncatingIfNeeded: mixed(word) >> 32)
    }
}
