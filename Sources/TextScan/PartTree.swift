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
        /// Which pattern is complete with it; negative: none.
        var pattern: Int
        /// How far what follows it may be behind it; zero: nothing follows.
        var ahead = 0
    }

    init(_ patterns: [RefusalPattern]) throws(PatternError) {
        for (index, pattern) in patterns.enumerated() {
            var parent = -1
            let parts = pattern.parts
            var chain: [Int] = []
            for (count, part) in parts.enumerated() {
                let stages: [Stage] =
                    count > 0
                    ? [.tails]
                    : pattern.meaning.isTurn
                        ? [.turns]
                        : pattern.meaning == .compliance
                            ? [.turns, .heads] : [.heads]
                for stage in stages {
                    let expression = try number(of: part.expression, stage, in: pattern)
                    parent = node(
                        part, expression, behind: parent, needsSpeaker: count == 0 && pattern.needsSpeaker,
                        pattern: count + 1 == parts.count ? index : -1)
                    if stages.count > 1, stage != stages[stages.count - 1] { parent = -1 }
                }
                chain.append(parent)
            }
            var ahead = 0
            for place in chain.reversed() {
                nodes[place].ahead = max(nodes[place].ahead, ahead)
                ahead += nodes[place].reach.upperBound
            }
        }
        for expression in expressions.indices {
            let start = members.count
            members += nodes.filter { $0.expression == expression }
            ranges.append(start..<members.count)
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
                pattern: pattern))
        return nodes.count - 1
    }
}
