// What each code of receivers and routes means, and how to put it right.

let deliveryDiagnostics: [(code: DiagnosticCode, title: String, explanation: String)] = [
    (
        .duplicateReceiver, "two receivers have the same name",
        "Rename one: routes and the outbox tell receivers by their names."
    ),
    (
        .unknownReceiver, "a receiver is not known",
        "Write the name of a [[receiver]] of monitord.toml."
    ),
    (
        .receiverMismatch, "keys of a receiver do not go together",
        "Each type takes keys of its own; docs/delivery.md lists them."
    ),
    (
        .badRoute, "the matchers or the groups of a route are not understood",
        "Matchers are those of `monitord alerts`; groups are fields that stay the same while an alert lives."
    ),
    (
        .badTemplate, "a template has a place that cannot be filled",
        "Write a path of docs/delivery.md in double braces, and its filters behind it."
    ),
    (
        .unreachedRoute, "no alert ever reaches a route",
        "Routes are asked in their order: put it before the one that takes everything, or let that one continue."
    ),
    (
        .unroutedReceiver, "no route leads to a receiver",
        "Add a [[route]] that names it, or remove it."
    ),
    (
        .boundedRoute, "a receiver would not hear the end of an alert whose severity rises",
        "A severity rises while an alert lives: write severity>=medium, or name the receiver in the route above it too."
    ),
]
