// Which target may import which: the picture of docs/ARCHITECTURE.md as a table.

/// What a target may touch beyond the modules that it names.
enum Kind {
    /// No Foundation, no Glibc, no clock, no randomness.
    case pure
    /// May call the operating system.
    case edge

    var systemModules: Set<String> {
        switch self {
        case .pure: []
        case .edge: ["Glibc", "Synchronization", "FoundationEssentials"]
        }
    }
}

struct Arrow {
    let target: String
    let kind: Kind
    let modules: Set<String>

    init(_ target: String, _ kind: Kind, _ modules: Set<String> = []) {
        self.target = target
        self.kind = kind
        self.modules = modules
    }
}

let arrows: [Arrow] = [
    Arrow("Model", .pure),
    Arrow("Statistics", .pure),
    Arrow("Panes", .pure, ["Model", "Statistics"]),
    Arrow("Detectors", .pure, ["Model", "Statistics", "Panes"]),
    Arrow("Alerts", .pure, ["Model"]),
    Arrow("Traffic", .pure, ["Model"]),
    Arrow("Backtests", .pure, ["Model", "Statistics", "Alerts"]),
    Arrow("Charts", .pure, ["Model"]),
    Arrow("Canaries", .pure, ["Model", "Statistics", "Panes", "Detectors"]),
    Arrow("Evaluations", .pure, ["Model", "Statistics", "Alerts", "Backtests"]),
    Arrow("Delivery", .pure, ["Model"]),
    Arrow("Telemetry", .pure, ["Model"]),
    Arrow("Pages", .pure, ["Model", "Statistics", "Alerts", "Charts", "Canaries"]),
    Arrow("Platform", .edge, ["Model"]),
    Arrow("Events", .edge, ["Model", "CSimdJSON"]),
    Arrow("Rules", .edge, ["Model", "Panes", "Canaries", "Evaluations", "Delivery", "CTOML"]),
    Arrow("Kafka", .edge, ["Model", "Panes", "Platform", "CKafka"]),
    Arrow("Store", .edge, ["Model", "Panes", "Platform", "CSQLite"]),
    Arrow("HTTP", .edge, ["Model", "Platform", "CCurl"]),
    Arrow("TextScan", .edge, ["Model", "CVectorscan"]),
    Arrow("Web", .edge, ["Model", "Platform", "CMicrohttpd"]),
    Arrow(
        "Pipeline", .edge,
        ["Model", "Statistics", "Panes", "Detectors", "Alerts", "Canaries", "Platform", "Events"]),
    Arrow(
        "Site", .edge,
        [
            "Model", "Statistics", "Panes", "Detectors", "Alerts", "Charts", "Canaries", "Telemetry", "Pages",
            "Platform", "Store", "Web",
        ]),
    Arrow(
        "Daemon", .edge,
        [
            "Model", "Panes", "Traffic", "Canaries", "Delivery", "Telemetry", "Platform", "Events", "Rules", "Kafka",
            "Store", "HTTP", "TextScan", "Web", "Pipeline", "Site",
        ]),
    Arrow(
        "monitord", .edge,
        [
            "Model", "Statistics", "Panes", "Detectors", "Alerts", "Traffic", "Backtests", "Platform", "Events",
            "Rules", "Kafka", "Store", "HTTP", "TextScan", "Pipeline", "Daemon", "Charts", "Canaries", "Evaluations",
            "Delivery", "Telemetry", "Web", "Site",
        ]),
    Arrow("mockbroker", .edge, ["CKafka"]),
]

/// C libraries, and the one Swift target that imports each.
let owners = [
    "CKafka": "Kafka", "CSQLite": "Store", "CSimdJSON": "Events", "CTOML": "Rules", "CCurl": "HTTP",
    "CVectorscan": "TextScan", "CMicrohttpd": "Web",
]

/// Wiring that is pure in one respect: time comes to it as an argument.
let clockless = Set(arrows.filter { $0.kind == .pure }.map(\.target)).union(["Pipeline", "Events"])
