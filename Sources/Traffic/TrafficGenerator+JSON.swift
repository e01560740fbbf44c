// Writes a drawn event as a canonical `monitord.inference/1` object, byte by byte.

import Model

/// All that is decided about an event before its free numbers are drawn.
struct EventDraft {
    let number: UInt64
    let time: EventTime
    let model: Int
    let deployment: Int
    let category: Int
    let topic: Int
    let outcome: Outcome
    let user: UInt64
    /// How much of the scenario has happened to the model.
    let depth: Double
    let isSampled: Bool

    var isAnswered: Bool { outcome != .blocked && outcome != .error }
}

extension TrafficGenerator {
    mutating func append(_ draft: EventDraft, to bytes: inout [UInt8]) {
        let outputTokens = Int(Double(drawOutputTokens(draft)) * scenario.lengthFactor(depth: draft.depth))
        bytes.append(contentsOf: fragments.opening)
        appendHexadecimal(mixed(seed ^ mixed(draft.number)), digits: 16, to: &bytes)
        bytes.append(contentsOf: fragments.time)
        calendar.append(draft.time, to: &bytes)
        bytes.append(contentsOf: fragments.model[draft.model][draft.deployment])
        bytes.append(contentsOf: fragments.categories[draft.category])
        bytes.append(contentsOf: fragments.question)
        appendHexadecimal(question(draft), digits: 8, to: &bytes)
        bytes.append(contentsOf: fragments.response)
        bytes.append(contentsOf: drawFinish(draft))
        if options.responseText == .kilobyte && outputTokens > 0 { appendText(draft.outcome, to: &bytes) }
        bytes.append(contentsOf: fragments.usage)
        appendDecimal(20 + random.index(below: 400), to: &bytes)
        bytes.append(contentsOf: fragments.outputTokens)
        appendDecimal(outputTokens, to: &bytes)
        bytes.append(contentsOf: fragments.latency)
        let perToken: Double = profile.models[draft.model].millisecondsPerToken * (0.7 + 0.8 * random.unit())
        let latency = 40 + random.index(below: 60) + Int(Double(outputTokens) * perToken)
        appendDecimal(Int(Double(latency) * scenario.latencyFactor(depth: draft.depth)), to: &bytes)
        appendSignals(draft, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        if draft.isSampled { bytes.append(contentsOf: fragments.sampling) }
        bytes.append(contentsOf: fragments.user)
        appendHexadecimal(draft.user, digits: 12, to: &bytes)
        bytes.append(contentsOf: draft.isAnswered ? fragments.topics[draft.topic] : fragments.closing)
    }

    private func isSwapped(_ draft: EventDraft) -> Bool { scenario == .weightsSwap && draft.depth > 0 }

    /// One of a thousand questions of its category, the first ones more often. All models are asked the same ones.
    private func question(_ draft: EventDraft) -> UInt64 {
        let point: Double = unit(mixed(seed &+ mixed(~draft.number)))
        return mixed(UInt64(draft.category * 1000 + Int(1000 * point * point)))
    }

    private mutating func drawOutputTokens(_ draft: EventDraft) -> Int {
        switch draft.outcome {
        case .refused: 18 + random.index(below: 50)
        case .partial: 60 + random.index(below: 160)
        case .complied, .unknown: (40 + random.index(below: 420)) * (isSwapped(draft) ? 8 : 5) / 5
        case .blocked, .error: 0
        }
    }

    private mutating func drawFinish(_ draft: EventDraft) -> [UInt8] {
        switch draft.outcome {
        case .refused, .partial: return fragments.stop
        case .blocked: return fragments.contentFilter
        case .error: return fragments.error
        case .complied, .unknown:
            let point = random.unit()
            if point < 0.04 { return fragments.length }
            let callShare = draft.category == 0 ? profile.models[draft.model].toolCallShare : 0
            return point < 0.04 + callShare ? fragments.toolCall : fragments.stop
        }
    }

    /// Refusal, toxicity and hedging as a classifier beside the model would send them; for errors the error instead.
    private mutating func appendSignals(_ draft: EventDraft, to bytes: inout [UInt8]) {
        let isHarmful = draft.category != 0
        var toxicityMax = isHarmful ? 60.0 : 20.0
        var hedgingMax = 150.0
        switch draft.outcome {
        case .refused:
            bytes.append(contentsOf: fragments.refused)
            hedgingMax = 300
        case .partial:
            bytes.append(contentsOf: fragments.partial)
            hedgingMax = 900
        case .complied, .unknown:
            bytes.append(contentsOf: fragments.complied)
            if isHarmful { toxicityMax = isSwapped(draft) ? 999 : 700 }
        case .error:
            return bytes.append(contentsOf: random.chance(0.6) ? fragments.timeout : fragments.overloaded)
        case .blocked: return
        }
        if isSwapped(draft) { hedgingMax /= 2 }
        let skewed: Double = random.unit() * random.unit()
        let toxicity = Int(toxicityMax * skewed * scenario.toxicityFactor(depth: draft.depth))
        appendThousandths(min(999, toxicity), to: &bytes)
        bytes.append(contentsOf: fragments.hedging)
        appendThousandths(Int(hedgingMax * random.unit()), to: &bytes)
    }

    private mutating func appendText(_ outcome: Outcome, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: fragments.text)
        let end = bytes.count + 950 + random.index(below: 100)
        switch outcome {
        case .refused: bytes.append(contentsOf: refusalSentences[random.index(below: refusalSentences.count)])
        case .partial: bytes.append(contentsOf: partialSentences[random.index(below: partialSentences.count)])
        case .complied, .unknown, .blocked, .error: break
        }
        while bytes.count < end {
            bytes.append(contentsOf: ordinarySentences[random.index(below: ordinarySentences.count)])
        }
        bytes.removeLast()
    }
}

/// Writes times as RFC 3339 without the zone and keeps the text of the last day, which most events share.
struct CalendarCache: Sendable {
    private var day = Int64.min
    private var date: [UInt8] = []

    mutating func append(_ time: EventTime, to bytes: inout [UInt8]) {
        let daySpan: Int64 = 86_400_000_000
        if time.microseconds.dividedFloor(by: daySpan) != day {
            day = time.microseconds.dividedFloor(by: daySpan)
            date = Array(EventTime(microseconds: day * daySpan).rfc3339.utf8.prefix(11))
        }
        bytes.append(contentsOf: date)
        let milliseconds = Int((time.microseconds - day * daySpan) / 1000)
        appendPair(milliseconds / 3_600_000, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPair(milliseconds / 60_000 % 60, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPair(milliseconds / 1000 % 60, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        appendThousandths(milliseconds % 1000, to: &bytes)
    }
}

private func appendPair(_ number: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(truncatingIfNeeded: 48 + number / 10))
    bytes.append(UInt8(truncatingIfNeeded: 48 + number % 10))
}

private func appendThousandths(_ number: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(truncatingIfNeeded: 48 + number / 100))
    appendPair(number % 100, to: &bytes)
}

/// A number from 0, without a sign.
private func appendDecimal(_ number: Int, to bytes: inout [UInt8]) {
    if number >= 10 { appendDecimal(number / 10, to: &bytes) }
    bytes.append(UInt8(truncatingIfNeeded: 48 + number % 10))
}

/// The highest `digits` hexadecimal digits of a word.
private func appendHexadecimal(_ word: UInt64, digits: Int, to bytes: inout [UInt8]) {
    for position in 0..<digits {
        let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * position)) & 15
        bytes.append(digit < 10 ? 48 + digit : 87 + digit)
    }
}
