// What of a request people ask for by name.

import Testing
import Web

@Suite struct RequestTests {
    @Test func theFirstValueOfAQueryCounts() {
        var request = WebRequest(method: "GET", path: "/")
        request.query = [("a", "1"), ("a", "2")]
        #expect(request[query: "a"] == "1")
        #expect(request[query: "b"] == nil)
    }
}
