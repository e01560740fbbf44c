// temporary
internal import Model
internal import Pipeline
internal import Platform
extension ReadLoop {
    mutating func give(_ order: Order, of peer: LocalPeer, _ pipeline: inout Pipeline) -> ControlAnswer {
        .refused(.init(reason: "no"))
    }
}
extension RuleSet { var hash: String { hexadecimal(sha256(Array("\(self)".utf8)).prefix(8)) } }
