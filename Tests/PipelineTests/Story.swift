// A random but eventful history: good times, bad times, silence, latecomers and garbage.

import Model
import Seeds

/// Traffic of two models on `partitions` partitions over about an hour of event time.
func story(records: Int, partitions: Int = 4, garbage: Double = 0.04, using random: inout SeededRandom) -> MemoryLog {
    let log = MemoryLog(partitions: partitions)
    var clock = 0.0
    for index in 0..<records {
        let progress = Double(index) / Double(records)
        clock += random.unit() * 3600 * 1.2 / Double(records)
        // A silence longer than every window, twice.
        if index == records / 2 { clock += 1300 }
        if index == records * 4 / 5 { clock += 420 }
        let partition = Int.random(in: 0..<partitions, using: &random)
        if random.chance(garbage) {
            log.append(garbageRecord(using: &random), to: partition)
            continue
        }
        // Out of order within the lateness, and sometimes far behind it.
        let time = max(0, clock - random.unit() * (random.chance(0.05) ? 90 : 8))
        let model = random.chance(0.6) ? "alpha" : random.chance(0.9) ? "beta" : "gamma"
        let category = random.chance(0.5) ? "weapons" : "fraud"
        let isBad =
            (0.15..<0.3).contains(progress) || (0.42..<0.55).contains(progress) || (0.7..<0.85).contains(progress)
        let rate: Double = isBad ? (model == "alpha" ? 0.2 : 0.55) : 0.9
        log.append(
            event(
                time, model: model, category: category, refused: random.chance(rate),
                environment: random.chance(0.3) ? "prod" : nil, sampling: random.chance(0.1) ? 0.5 : nil,
                isCanary: random.chance(0.02),
                user: random.chance(0.9) ? Int.random(in: 0..<5000, using: &random) : nil,
                milliseconds: random.chance(0.8) ? Int.random(in: 0..<9000, using: &random) : nil), to: partition)
    }
    return log
}

private func garbageRecord(using random: inout SeededRandom) -> [UInt8]? {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return nil
    case 1: return []
    case 2: return Array("   \n".utf8)
    case 3: return Array(#"{"schema":"monitord.inference/1","time":"yesterday","model":"alpha"}"#.utf8)
    case 4: return Array(#"{"schema":"monitord.inference/2"}"#.utf8)
    case 5: return (0..<Int.random(in: 1...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 6: return Array(event(Double(Int.random(in: 200_000_000...300_000_000, using: &random))).utf8)
    default:
        let whole = Array(event(10).utf8)
        return Array(whole.prefix(Int.random(in: 1..<whole.count, using: &random)))
    }
}
