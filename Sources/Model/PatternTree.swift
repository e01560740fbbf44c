// A regular expression as a tree, and the automaton made of it.

/// What a pattern says.
indirect enum PatternTree {
    case empty
    case start
    case end
    case take(ScalarSet)
    case sequence([PatternTree])
    case choice([PatternTree])
    case repeated(PatternTree, least: Int, most: Int?)

    /// Whether it fits every text; says no where that does not show.
    var acceptsEverything: Bool {
        switch self {
        case .empty, .start, .end, .take: false
        case .repeated(.take(let set), let least, let most):
            least == 0 && most == nil && set.isNegated && set.ranges.isEmpty
        case .repeated(let inner, let least, let most):
            least <= 1 && most.map { $0 >= 1 } ?? true && inner.acceptsEverything
        case .choice(let branches): branches.contains(where: \.acceptsEverything)
        case .sequence(let parts): parts.allSatisfy(\.acceptsEverything) && !parts.isEmpty
        }
    }
}

/// Lays the tree out as steps; each step goes on to the one behind it unless it says otherwise.
struct PatternCompiler {
    private(set) var program: [Pattern.Step] = []
    private var visits = 0

    /// Counts in counts of nothing at all make no states, and must not make work either.
    private static let visitsMax = 20_000

    mutating func append(_ step: Pattern.Step) throws(FilterError) {
        guard program.count < Pattern.statesMax else { throw PatternCompiler.tooLarge }
        program.append(step)
    }

    private static let tooLarge = FilterError(
        offset: 0, length: 1, reason: "the pattern needs more than \(Pattern.statesMax) states",
        help: "lower the counts in `{m,n}`, or name fewer alternatives")

    mutating func add(_ tree: PatternTree) throws(FilterError) {
        visits += 1
        guard visits <= PatternCompiler.visitsMax else { throw PatternCompiler.tooLarge }
        switch tree {
        case .empty: break
        case .start: try append(.start)
        case .end: try append(.end)
        case .take(let set): try append(.take(set))
        case .sequence(let parts): for part in parts { try add(part) }
        case .choice(let branches): try add(choice: branches[...])
        case .repeated(let inner, let least, let most):
            for _ in 0..<least { try add(inner) }
            if let most {
                try add(optional: inner, times: most - least)
            } else {
                let fork = program.count
                try append(.jump(0))
                try add(inner)
                try append(.jump(fork))
                program[fork] = .fork(fork + 1, program.count)
            }
        }
    }

    /// Each branch but the last is `fork here, or on to the rest`, and ends with a jump behind all of them.
    private mutating func add(choice branches: ArraySlice<PatternTree>) throws(FilterError) {
        var ends: [Int] = []
        for (index, branch) in zip(branches.indices, branches) {
            guard index < branches.endIndex - 1 else {
                try add(branch)
                break
            }
            let fork = program.count
            try append(.jump(0))
            try add(branch)
            ends.append(program.count)
            try append(.jump(0))
            program[fork] = .fork(fork + 1, program.count)
        }
        for end in ends { program[end] = .jump(program.count) }
    }

    private mutating func add(optional inner: PatternTree, times: Int) throws(FilterError) {
        var forks: [Int] = []
        for _ in 0..<times {
            forks.append(program.count)
            try append(.jump(0))
            try add(inner)
        }
        for fork in forks { program[fork] = .fork(fork + 1, program.count) }
    }
}
