// Regular expressions in linear time: no pattern from outside can make a match slow.

/// A pattern that must fit a whole value, as in Prometheus. It is simulated as a Thompson automaton, all states at
/// once and without going back, so a match costs at most states times code points.
package struct Pattern: Sendable {
    private let program: [Step]
    /// Whether it is `.*` or the like, which fits every value.
    package let acceptsEverything: Bool

    /// One state of the automaton.
    enum Step: Sendable {
        /// Takes one code point of these.
        case take(ScalarSet)
        case fork(Int, Int)
        case jump(Int)
        case start
        case end
        case accept
    }

    /// Larger automata are refused.
    package static let statesMax = 1000
    /// The largest count in `{m,n}`.
    package static let countMax = 1000
    package static let depthMax = 32

    package init(_ text: String) throws(FilterError) {
        var parser = PatternParser(text)
        let tree = try parser.whole()
        var compiler = PatternCompiler()
        try compiler.add(tree)
        try compiler.append(.accept)
        program = compiler.program
        acceptsEverything = tree.acceptsEverything
    }

    package func matches(_ value: String) -> Bool {
        if acceptsEverything { return true }
        var now = StateSet(program.count)
        var next = StateSet(program.count)
        var pending: [Int] = []
        var rest = value.unicodeScalars.makeIterator()
        var scalar = rest.next()
        follow(0, isStart: true, isEnd: scalar == nil, into: &now, &pending)
        while let current = scalar {
            scalar = rest.next()
            next.removeAll()
            for state in now.members {
                if case .take(let set) = program[state], set.contains(current) {
                    follow(state + 1, isStart: false, isEnd: scalar == nil, into: &next, &pending)
                }
            }
            if next.members.isEmpty { return false }
            swap(&now, &next)
        }
        return now.contains(program.count - 1)
    }

    /// Adds `first` and all states that can be reached from it without taking anything.
    private func follow(_ first: Int, isStart: Bool, isEnd: Bool, into states: inout StateSet, _ pending: inout [Int]) {
        pending.append(first)
        while let state = pending.popLast() {
            guard states.insert(state) else { continue }
            switch program[state] {
            case .take, .accept: break
            case .jump(let target): pending.append(target)
            case .fork(let left, let right):
                pending.append(right)
                pending.append(left)
            case .start: if isStart { pending.append(state + 1) }
            case .end: if isEnd { pending.append(state + 1) }
            }
        }
    }
}

/// Numbers below a bound, each at most once, in the order in which they came.
private struct StateSet {
    private(set) var members: [Int] = []
    private var has: [Bool]

    init(_ count: Int) { has = Array(repeating: false, count: count) }

    func contains(_ state: Int) -> Bool { has[state] }

    mutating func insert(_ state: Int) -> Bool {
        if has[state] { return false }
        has[state] = true
        members.append(state)
        return true
    }

    mutating func removeAll() {
        for state in members { has[state] = false }
        members.removeAll(keepingCapacity: true)
    }
}

/// Code points, or all but these.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false

    static let everything = ScalarSet(ranges: [], isNegated: true)

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isNegated
    }
}
