// Patterns with their beginnings shared: which part follows which, and when each is looked for.

/// Made once.
struct PartTree {
    /// When an expression is looked for.
    enum Stage: CaseIterable {
        /// First parts, in the beginning of an answer.
        case heads
        /// Parts behind others, in a few bytes behind a match.
        case tails
        /// First parts of turns, in an answer that may refuse.
        case turns
    }

    static let nearBytesMax = 24

    private(set) var expressions: [Expression] = []
    private(set) var nodes: [Node] = []
    /// For each expression its nodes: places in `members`.
    private(set) var ranges: [Range<Int>] = []
    private(set) var members: [Node] = []

    struct Expression {
        var text: String
        var stage: Stage
        var width: PatternWidth
    }

    /// A part behind certain others.
    struct Node {
        var place: Int
        /// The part before it; negative: none.
        var parent: Int
        var expression: Int
        /// How far its last byte may be behind the last byte of its parent.
        var reach: ClosedRange<Int>
        var needsSpeaker: Bool
        /// So near to its parent that no comma may part them.
        var isNear: Bool
        /// Which pattern is complete with it; negative: none.
        var pattern: Int
        /// How far what follows it may be behind it; zero: nothing follows.
        var ahead = 0
    }

    init(_ patterns: [RefusalPattern]) throws(PatternError) {
        // What is looked for in any case need not be looked for again behind others.
        let heads = Set(patterns.filter { !$0.meaning.isTurn }.compactMap(\.parts.first?.expression))
        for (index, pattern) in patterns.enumerated() {
            if pattern.meaning.isTurn || pattern.meaning == .compliance {
                try add(pattern, index, from: .turns, known: [])
            }
            if !pattern.meaning.isTurn { try add(pattern, index, from: .heads, known: heads) }
        }
        for expression in expressions.indices {
            let start = members.count
            members += nodes.filter { $0.expression == expression }
            ranges.append(start..<members.count)
        }
    }

    private mutating func add(
        _ pattern: RefusalPattern, _ index: Int, from first: Stage, known: Set<String>
    ) throws(PatternError) {
        let parts = pattern.parts
        var chain: [Int] = []
        for (count, part) in parts.enumerated() {
            let stage = count == 0 ? first : known.contains(part.expression) ? .heads : .tails
            chain.append(
                node(
                    part, try number(of: part.expression, stage, in: pattern), behind: chain.last ?? -1,
                    needsSpeaker: count == 0 && pattern.needsSpeaker, pattern: count + 1 == parts.count ? index : -1))
        }
        var ahead = 0
        for place in chain.reversed() {
            nodes[place].ahead = max(nodes[place].ahead, ahead)
            // What is looked for in any case is found in any case.
            ahead = expressions[nodes[place].expression].stage == .tails ? ahead + nodes[place].reach.upperBound : 0
        }
    }

    private mutating func number(
        of text: String, _ stage: Stage, in pattern: RefusalPattern
    ) throws(PatternError) -> Int {
        if let known = expressions.firstIndex(where: { $0.text == text && $0.stage == stage }) { return known }
        let width = try PatternWidth(of: text, in: pattern.id)
        expressions.append(Expression(text: text, stage: stage, width: width))
        return expressions.count - 1
    }

    private mutating func node(
        _ part: RefusalPattern.Part, _ expression: Int, behind parent: Int, needsSpeaker: Bool, pattern: Int
    ) -> Int {
        let width = expressions[expression].width
        let reach = max(1, width.min)...max(1, part.gap + width.max)
        let known = nodes.first {
            $0.parent == parent && $0.expression == expression && $0.reach == reach && $0.pattern < 0
                && $0.needsSpeaker == needsSpeaker
        }
        if pattern < 0, let known { return known.place }
        nodes.append(
            Node(
                place: nodes.count, parent: parent, expression: expression, reach: reach, needsSpeaker: needsSpeaker,
                isNear: part.gap <= PartTree.nearBytesMax, pattern: pattern))
        return nodes.count - 1
    }
}
