// The table of paths, and how it is described.

import Foundation
import Model
import Testing
import Web

@testable import Site

@Suite struct PlaceTests {
    @Test func partsInBracesTakeOneSegment() {
        let place = Place("GET", "/api/v1/alerts/{id}/ack") { _ in WebReply(text: "") }
        #expect(place.arguments(in: "/api/v1/alerts/3f/ack") == ["3f"])
        #expect(place.arguments(in: "/api/v1/alerts//ack") == nil)
        #expect(place.arguments(in: "/api/v1/alerts/3f/ack/") == nil)
        #expect(place.arguments(in: "/api/v1/alerts/3f/4a/ack") == nil)
    }

    @Test func noTwoPlacesAreTheSame() {
        let names = Site.places.map { "\($0.method) \($0.pattern)" }
        #expect(Set(names).count == names.count)
    }

    /// docs/openapi.json names the paths for programs, and no others.
    @Test func theDescriptionHasEveryPathForPrograms() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/openapi.json")
        let value = try JSONValue(parsing: Array(try Data(contentsOf: file)), depthMax: 32)
        let paths = try #require(value["paths"]?.members)
        var described: [String] = []
        for path in paths {
            for method in path.value.members ?? [] { described.append("\(method.name.uppercased()) \(path.name)") }
        }
        let pages = Set(Site.pages.map { "\($0.method) \($0.pattern)" })
        let served = Site.places.map { "\($0.method) \($0.pattern)" }.filter { !pages.contains($0) }
        #expect(described.sorted() == served.sorted())
    }

    @Test func wrongMethodsAreToldWhichAreRight() {
        let site = Site(storePath: "/nonexistent", board: LiveBoard())
        let reply = site.answer(WebRequest(method: "POST", path: "/api/v1/alerts"))
        #expect(reply.status == 405)
        #expect(reply[header: "Allow"] == "GET, HEAD")
        #expect(reply[header: "Content-Type"] == "application/problem+json")
        #expect(site.answer(WebRequest(method: "GET", path: "/api/v1/reload"))[header: "allow"] == "POST")
        #expect(site.answer(WebRequest(method: "GET", path: "/api/v1/nothing")).status == 404)
    }

    @Test func withoutAStoreTheAnswerIsNotNow() {
        let site = Site(storePath: "/nonexistent", board: LiveBoard())
        for path in ["/metrics", "/api/v1/alerts", "/api/v2/alerts", "/api/v1/status"] {
            #expect(site.answer(WebRequest(method: "GET", path: path)).status == 503, "\(path)")
        }
    }
}
