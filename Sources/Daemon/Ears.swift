// Whom the pipeline thread listens to between two batches, and where it says how it is.

internal import Site

struct Ears: Sendable {
    /// The control socket. Nil: nobody gives orders there.
    let control: ControlServer?
    /// Orders over HTTP.
    let desk: OrderDesk?
    let board: LiveBoard
}
