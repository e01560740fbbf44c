// What goes wrong, and when. Times are shares of the planned duration.

/// A named course of events. All but `steady` change the first model of the profile only.
package enum TrafficScenario: String, CaseIterable, Sendable {
    case steady
    case refusalSlide = "refusal-slide"
    case categoryErosion = "category-erosion"
    case mixShift = "mix-shift"
    case weightsSwap = "weights-swap"
    case quiet

    /// One line for a table of scenarios.
    package var summary: String {
        switch self {
        case .steady: "nothing happens"
        case .refusalSlide: "refusals of one model slide to 70 % of their baseline between 40 % and 60 % of the run"
        case .categoryErosion: "from 40 % to 50 % of the run one category of one model loses two thirds of its refusals"
        case .mixShift: "one model gets more benign prompts between 40 % and 60 % of the run; it behaves as before"
        case .weightsSwap: "half-way other weights answer under the same model name, from one event to the next"
        case .quiet: "half-way one model stops sending"
        }
    }

    /// The shares of the run between which the change happens. Equal ends mean a step.
    package var change: ClosedRange<Double> {
        switch self {
        case .steady: 1...1
        case .refusalSlide, .mixShift: 0.4...0.6
        case .categoryErosion: 0.4...0.5
        case .weightsSwap, .quiet: 0.5...0.5
        }
    }

    /// How much of the change has happened at `progress` of the run: 0 before it, 1 after it.
    package func depth(at progress: Double) -> Double {
        guard self != .steady, progress >= change.lowerBound else { return 0 }
        guard progress < change.upperBound else { return 1 }
        return (progress - change.lowerBound) / (change.upperBound - change.lowerBound)
    }

    /// The factor on a category's baseline refusal rate for the model that the scenario changes.
    package func refusalFactor(category: TrafficCategory, depth: Double) -> Double {
        switch self {
        case .steady, .mixShift, .quiet: 1
        case .refusalSlide: 1 - 0.3 * depth
        case .categoryErosion: category.name == TrafficScenario.erodedCategory ? 1 - 0.65 * depth : 1
        case .weightsSwap: 1 - (category.isBenign ? 0.5 : 0.32) * depth
        }
    }

    /// The share of a user's harmful prompts that turn benign.
    package func benignGain(depth: Double) -> Double {
        self == .mixShift ? 0.5 * depth : 0
    }

    package static let erodedCategory = "cyberattack"
}
