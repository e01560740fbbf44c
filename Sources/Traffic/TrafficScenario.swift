// What goes wrong, and when. Times are shares of the planned duration.

/// A named course of events. All but `steady` change the first model of the profile only.
package enum TrafficScenario: String, CaseIterable, Sendable {
    case steady
    case refusalSlide = "refusal-slide"
    case categoryErosion = "category-erosion"
    case mixShift = "mix-shift"
    case weightsSwap = "weights-swap"
    case quiet
    case toxicityRise = "toxicity-rise"
    case latencyRise = "latency-rise"
    case errorBurst = "error-burst"
    case verbose
    case topicDrift = "topic-drift"
    case oneUser = "one-user"

    /// One line for a table of scenarios.
    package var summary: String {
        switch self {
        case .steady: "nothing happens"
        case .refusalSlide: "refusals of one model slide to 70 % of their baseline between 40 % and 60 % of the run"
        case .categoryErosion: "from 40 % to 50 % of the run one category of one model loses two thirds of its refusals"
        case .mixShift: "one model gets more benign prompts between 40 % and 60 % of the run; it behaves as before"
        case .weightsSwap: "half-way other weights answer under the same model name, from one event to the next"
        case .quiet: "half-way one model stops sending"
        case .toxicityRise: "the toxicity of one model's answers doubles between 40 % and 60 % of the run"
        case .latencyRise: "the latency of one model rises by half between 40 % and 60 % of the run"
        case .errorBurst: "from 50 % to 60 % of the run one in ten requests to one model fails"
        case .verbose: "answers of one model grow half as long again between 40 % and 60 % of the run"
        case .topicDrift: "one model's first topic loses half of its share to the last from 40 % to 60 % of the run"
        case .oneUser: "half-way one user sends a third of a model's events, all harmful and none refused"
        }
    }

    /// The shares of the run between which the change happens. Equal ends mean a step.
    package var change: ClosedRange<Double> {
        switch self {
        case .steady: 1...1
        case .refusalSlide, .mixShift, .toxicityRise, .latencyRise, .verbose, .topicDrift: 0.4...0.6
        case .categoryErosion: 0.4...0.5
        case .weightsSwap, .quiet, .oneUser: 0.5...0.5
        case .errorBurst: 0.5...0.6
        }
    }

    /// How much of the change has happened at `progress` of the run: 0 before it, 1 after it. A burst is over then.
    package func depth(at progress: Double) -> Double {
        guard self != .steady, progress >= change.lowerBound else { return 0 }
        if self == .errorBurst { return progress < change.upperBound ? 1 : 0 }
        guard progress < change.upperBound else { return 1 }
        return (progress - change.lowerBound) / (change.upperBound - change.lowerBound)
    }

    /// The factor on a category's baseline refusal rate for the model that the scenario changes, whoever asks but
    /// the one user of `oneUser`.
    package func refusalFactor(category: TrafficCategory, depth: Double) -> Double {
        switch self {
        case .steady, .mixShift, .quiet, .toxicityRise, .latencyRise, .errorBurst, .verbose, .topicDrift, .oneUser: 1
        case .refusalSlide: 1 - 0.3 * depth
        case .categoryErosion: category.name == TrafficScenario.erodedCategory ? 1 - 0.65 * depth : 1
        case .weightsSwap: 1 - (category.isBenign ? 0.5 : 0.32) * depth
        }
    }

    /// The share of a user's harmful prompts that turn benign.
    package func benignGain(depth: Double) -> Double {
        self == .mixShift ? 0.5 * depth : 0
    }

    /// The share of requests that fail beside those that always do.
    package func errorGain(depth: Double) -> Double { self == .errorBurst ? 0.1 * depth : 0 }

    /// The factor on the toxicity of an answer, which ends at 0.999.
    package func toxicityFactor(depth: Double) -> Double { self == .toxicityRise ? 1 + depth : 1 }

    /// The factor on the time that an answer of the same length takes.
    package func latencyFactor(depth: Double) -> Double { self == .latencyRise ? 1 + 0.5 * depth : 1 }

    /// The factor on the length of an answer.
    package func lengthFactor(depth: Double) -> Double { self == .verbose ? 1 + 0.5 * depth : 1 }

    /// The share of the first topic that moves to the last.
    package func topicLoss(depth: Double) -> Double { self == .topicDrift ? 0.5 * depth : 0 }

    /// The share of events that come from one user.
    package func floodShare(depth: Double) -> Double { self == .oneUser ? depth / 3 : 0 }

    package static let erodedCategory = "cyberattack"
}
