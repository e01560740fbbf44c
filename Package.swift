// swift-tools-version: 6.2
import PackageDescription

// Arrows point down this file: a target names only targets above it, and no edge names another edge.
// `make check` builds with --explicit-target-dependency-import-check error, so an undeclared import fails.

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]
/// Pure targets also prove that they touch no raw memory.
let pure: [SwiftSetting] = house + [.strictMemorySafety()]

func core(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: pure)
}

func edge(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], fixtures: [String] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, exclude: fixtures, swiftSettings: house)
}

/// A program of the workshop: built with everything, shipped with nothing.
func workshop(_ name: String, _ dependencies: [Target.Dependency], path: String) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: house)
}

let package = Package(
    name: "monitord",
    products: [
        .executable(name: "monitord", targets: ["monitord"]),
        .executable(name: "mockbroker", targets: ["mockbroker"]),
    ],
    targets: [
        // C libraries, one importer each.
        .systemLibrary(name: "CKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CMicrohttpd", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CVectorscan", pkgConfig: "libhs", providers: [.apt(["libvectorscan-dev"])]),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
        .target(name: "CTOML", linkerSettings: [.linkedLibrary("stdc++")]),

        // Pure: no Foundation, no Glibc, no clock, no randomness, no unsafe, no async.
        core("Model"),
        core("Statistics"),
        core("Panes", ["Model", "Statistics"]),
        core("Detectors", ["Model", "Statistics", "Panes"]),
        core("Alerts", ["Model"]),
        core("Traffic", ["Model"]),
        core("Backtests", ["Model", "Statistics", "Alerts"]),
        core("Charts", ["Model"]),
        core("Canaries", ["Model", "Statistics", "Panes", "Detectors"]),
        core("Evaluations", ["Model", "Statistics", "Alerts", "Backtests"]),
        core("Delivery", ["Model"]),
        core("Telemetry", ["Model"]),
        core("Pages", ["Model", "Statistics", "Alerts", "Charts", "Canaries"]),

        // The operating system, then the edges.
        edge("Platform", ["Model"]),
        edge("Events", ["Model", "CSimdJSON"]),
        edge("Rules", ["Model", "Panes", "Canaries", "Evaluations", "Delivery", "CTOML"]),
        edge("Kafka", ["Model", "Panes", "Platform", "CKafka"]),
        edge("Store", ["Model", "Panes", "Platform", "CSQLite"]),

        edge("HTTP", ["Model", "Platform", "CCurl"]),
        edge("TextScan", ["Model", "CVectorscan"]),
        edge("Web", ["Model", "Platform", "CMicrohttpd"]),

        // Wiring.
        edge(
            "Pipeline",
            ["Model", "Statistics", "Panes", "Detectors", "Alerts", "Canaries", "Platform", "Events"]),
        edge(
            "Site",
            [
                "Model", "Statistics", "Panes", "Detectors", "Alerts", "Charts", "Canaries", "Telemetry", "Pages",
                "Platform", "Store", "Web",
            ]),
        edge(
            "Daemon",
            [
                "Model", "Panes", "Traffic", "Canaries", "Delivery", "Telemetry", "Platform", "Events", "Rules",
                "Kafka",
                "Store", "HTTP", "TextScan", "Web", "Pipeline", "Site",
            ]),
        .executableTarget(
            name: "monitord",
            dependencies: [
                "Model", "Statistics", "Panes", "Detectors", "Alerts", "Traffic", "Backtests", "Platform", "Events",
                "Rules", "Kafka", "Store", "HTTP", "TextScan", "Pipeline", "Daemon", "Charts", "Canaries",
                "Evaluations", "Delivery", "Telemetry", "Web", "Site",
            ],
            swiftSettings: house,
            linkerSettings: [
                .linkedLibrary("m"),
                // Line tables would be a third of the program; the names of functions stay for profiles and crashes.
                .unsafeFlags(["-Xlinker", "--strip-debug"], .when(configuration: .release)),
            ]),

        // An embedded broker for the demo and the tests: librdkafka's own mock cluster behind stdin.
        .executableTarget(
            name: "mockbroker", dependencies: ["CKafka"],
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Wpedantic", "-Werror"])]),

        // Tests. Fixtures and goldens lie beside them and are found by path.
        tests("Model", ["Model", "Seeds"]),
        tests("Events", ["Model", "Events", "CSimdJSON"], fixtures: ["Fixtures"]),
        tests("Rules", ["Model", "Panes", "Canaries", "Delivery", "Rules"], fixtures: ["Fixtures"]),
        tests("Store", ["Model", "Panes", "Store"]),
        tests("Traffic", ["Traffic", "Model"]),
        // Reads the source tree itself.
        tests("Tidy", []),
        .target(name: "Seeds", path: "Tests/Seeds", swiftSettings: house),
        tests("Statistics", ["Statistics", "Seeds"]),
        tests("Panes", ["Model", "Statistics", "Panes", "Seeds"]),
        tests("Detectors", ["Model", "Statistics", "Panes", "Detectors", "Seeds"]),
        workshop(
            "figures", ["Model", "Statistics", "Panes", "Detectors", "Canaries", "Platform", "Pipeline", "Seeds"],
            path: "Tests/Figures"),
        tests("Alerts", ["Model", "Alerts", "Seeds"]),
        tests("Backtests", ["Model", "Statistics", "Backtests"], fixtures: ["Goldens"]),
        tests("Daemon", ["Model", "Panes", "Platform", "Pipeline", "Daemon", "Traffic", "Canaries", "Loopback"]),
        tests("Canaries", ["Model", "Statistics", "Canaries", "Seeds"]),
        tests(
            "Evaluations", ["Model", "Statistics", "Backtests", "Evaluations", "Rules", "Seeds"], fixtures: ["Goldens"]),
        tests("HTTP", ["Model", "Platform", "HTTP", "Loopback"]),
        .target(name: "Loopback", dependencies: ["Platform"], path: "Tests/Loopback", swiftSettings: house),
        tests("TextScan", ["Model", "TextScan"], fixtures: ["Fixtures"]),
        tests("Charts", ["Model", "Charts"], fixtures: ["Fixtures"]),
        tests("Delivery", ["Model", "Delivery", "Seeds"], fixtures: ["Goldens"]),
        tests("Telemetry", ["Model", "Telemetry"]),
        tests("Pages", ["Model", "Pages", "Charts"], fixtures: ["Goldens"]),
        tests("Web", ["Model", "Platform", "Web"]),
        tests("Site", ["Model", "Panes", "Alerts", "Platform", "Store", "Web", "Site"]),
        tests("Pipeline", ["Model", "Panes", "Alerts", "Canaries", "Platform", "Events", "Pipeline", "Seeds"]),
    ],
    cLanguageStandard: .c11,
    cxxLanguageStandard: .cxx17
)
