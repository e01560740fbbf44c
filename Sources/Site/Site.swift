// Which path is answered by what. Reads only; orders go to the pipeline thread.

internal import Model
internal import Platform
package import Web

/// Answers requests, on the thread of the HTTP server.
package struct Site: Sendable {
    package let storePath: String
    package let board: LiveBoard

    package init(storePath: String, board: LiveBoard) {
        (self.storePath, self.board) = (storePath, board)
    }

    package func answer(_ request: WebRequest) -> WebReply {
        WebReply(status: 404, text: "there is nothing here\n")
    }
}
