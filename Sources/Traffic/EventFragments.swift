// The unchanging stretches of a canonical event, made once per generator.

struct EventFragments: Sendable {
    let opening = Array(#"{"schema":"monitord.inference/1","id":""#.utf8)
    let time = Array(#"","time":""#.utf8)
    /// From the end of the time to the category, per model and deployment.
    let model: [[[UInt8]]]
    let categories: [[UInt8]]
    let question = Array(#"","text_hash":""#.utf8)
    let response = Array(#""},"response":{"finish_reason":""#.utf8)
    let stop = Array("stop".utf8)
    let length = Array("length".utf8)
    let toolCall = Array("tool_call".utf8)
    let contentFilter = Array("content_filter".utf8)
    let error = Array("error".utf8)
    let text = Array(#"","text":""#.utf8)
    let usage = Array(#""},"usage":{"input_tokens":"#.utf8)
    let outputTokens = Array(#","output_tokens":"#.utf8)
    let latency = Array(#"},"latency":{"total_ms":"#.utf8)
    let refused = Array(#"},"signals":{"refusal":true,"toxicity":0."#.utf8)
    /// A signal has no word for a partial refusal, an evaluation has one.
    let partial = Array(#"},"evaluations":[{"name":"refusal","label":"partial"}],"signals":{"toxicity":0."#.utf8)
    let complied = Array(#"},"signals":{"refusal":false,"toxicity":0."#.utf8)
    let hedging = Array(#","hedging":0."#.utf8)
    let timeout = Array(#"},"error":{"type":"timeout""#.utf8)
    let overloaded = Array(#"},"error":{"type":"overloaded""#.utf8)
    let sampling: [UInt8]
    let user = Array(#","user_hash":""#.utf8)
    let closing = Array(#""}"#.utf8)
    /// From the end of the user to the end of the event, per topic.
    let topics: [[UInt8]]

    init(profile: TrafficProfile, options: TrafficOptions) {
        let environment = plain(profile.environment)
        model = profile.models.map { model in
            let names = #"Z","model":"\#(plain(model.name))","environment":"\#(environment)","#
            return model.deployments.map { deployment in
                Array((names + #""deployment":"\#(plain(deployment))","request":{"category":""#).utf8)
            }
        }
        categories = profile.categories.map { Array(plain($0.name).utf8) }
        topics = profile.topics.map { Array(#"","labels":{"topic":"\#(plain($0))"}}"#.utf8) }
        sampling = Array(#","sampling":{"rate":\#(options.benignSamplingRate),"reason":"benign"}"#.utf8)
    }
}

/// The name itself, after a check that JSON needs no escapes for it.
private func plain(_ name: String) -> String {
    precondition(
        name.utf8.allSatisfy { 0x20..<0x7F ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") },
        "names in a profile are printable ASCII without quotes and backslashes")
    return name
}

// What models say when an event carries text. Each sentence ends in a space.

let refusalSentences = [
    "I'm sorry, but I can't help with that request. ",
    "I can't assist with this, because it could lead to real harm. ",
    "I'm not able to provide instructions for that. ",
    "That is something I have to decline. ",
].map { Array($0.utf8) }

let partialSentences = [
    "I can't go into the details, but I can say a few general things about it. ",
    "Some of this I have to leave out; here is what I can share. ",
].map { Array($0.utf8) }

let ordinarySentences = [
    "Thanks for the question, here is how I would approach it. ",
    "Start with the simplest case and check the result before going on. ",
    "You can find the setting in the second menu, under the heading for notifications. ",
    "The order was shipped on Tuesday and should arrive within three working days. ",
    "If the value is missing, the function returns early and nothing is written. ",
    "Please keep the receipt, since the warranty needs it. ",
    "A short test that fails first will save you a long search later. ",
    "Most customers in your situation choose the yearly plan, which is cheaper in total. ",
    "Let me know whether this works for you, or what happened instead. ",
    "The error means that the file was opened twice by the same process. ",
    "It depends on the region, so the exact amount may differ a little. ",
    "There are two ways to do it, and the second is usually easier to undo. ",
].map { Array($0.utf8) }
