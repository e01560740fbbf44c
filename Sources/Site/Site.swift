// Which path is answered by what. Reads only; orders go to the pipeline thread.

package import Model
internal import Platform
internal import Store
package import Web

/// Answers requests, on the threads of the HTTP server.
package struct Site: Sendable {
    package let storePath: String
    package let board: LiveBoard
    /// Where orders go. Nil: nothing can be changed.
    package var desk: OrderDesk?
    /// Who has it may write by a port.
    package var token: Sealed?
    /// Series of rules in one scrape.
    package var seriesMax = 10_000
    package var version = ""
    /// The configuration of the run as JSON, without secrets.
    package var configuration: [UInt8] = []
    /// Those of rule files, which no order ends.
    package var silences: [Silence] = []

    let tally = TransitionTally()

    package init(storePath: String, board: LiveBoard) {
        (self.storePath, self.board) = (storePath, board)
    }

    /// The table of paths; the first that fits answers.
    package static let places: [Place] =
        healthPlaces + metricPlaces + alertPlaces + seriesPlaces + statePlaces + streamPlaces + alertmanagerPlaces
        + orderPlaces + pages

    /// Answers that need no store: health.
    package func instant(_ request: WebRequest) -> WebReply? { health(request) }

    package func answer(_ request: WebRequest) -> WebReply {
        let isForPrograms = Self.isForPrograms(request.path)
        if let problem = refusal(request) { return WebReply(problem) }
        var allowed: [String] = []
        for place in Self.places {
            guard let arguments = place.arguments(in: request.path) else { continue }
            let method = request.method == "HEAD" ? "GET" : request.method
            if place.method == method {
                return place.answer(Visit(site: self, request: request, arguments: arguments))
            }
            allowed.append(place.method)
        }
        if allowed.isEmpty {
            let text = "there is nothing here"
            return isForPrograms ? WebReply(Problem(404, text)) : WebReply(status: 404, text: text + "\n")
        }
        if allowed.contains("GET") { allowed.append("HEAD") }
        let text = "\(request.method) is not answered here"
        var reply = isForPrograms ? WebReply(Problem(405, text)) : WebReply(status: 405, text: text + "\n")
        reply.headers.append(("Allow", allowed.joined(separator: ", ")))
        return reply
    }
}

extension Visit {
    /// What `body` makes of the store, read as it is at one moment; a reply of 503 when it cannot be read.
    func reading(_ body: (borrowing Reader) throws(StoreError) -> WebReply) -> WebReply {
        do throws(StoreError) {
            return try body(try Reader(directory: site.storePath))
        } catch {
            return WebReply(status: 503, text: "the store cannot be read: \(error.description)\n")
        }
    }
}
