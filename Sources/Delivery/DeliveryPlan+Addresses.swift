// To whom a transition goes, by the routes in their order.

package import Model

extension DeliveryPlan {
    /// The receivers of a transition, each once, with the group in which it is told. Standard output is not among them:
    /// it takes everything.
    package func addresses(of transition: AlertTransition) -> [Address] {
        guard transition.alert.notice.isForReceivers else { return [] }
        var found: [Address] = []
        for place in places(of: transition.alert.field) {
            let route = routes[place]
            for name in route.receivers {
                guard let receiver = receiver(name), receiver.hears(of: transition.kind),
                    !found.contains(where: { $0.receiver.utf8.elementsEqual(name.utf8) })
                else { continue }
                let group = receiver.isGrouped ? route.group(of: transition.alert.field) : ""
                found.append(Address(receiver: name, group: group))
            }
        }
        if SelfRule(name: transition.alert.rule) == .deliveryStuck { found += others(than: found, of: transition) }
        return found
    }

    /// Whoever else can be told that a receiver is not: routes do not know which of them is deaf.
    private func others(than found: [Address], of transition: AlertTransition) -> [Address] {
        let deaf = transition.alert.scope[.receiver] ?? ""
        let rest = receivers.filter { receiver in
            !receiver.name.utf8.elementsEqual(deaf.utf8) && receiver.hears(of: transition.kind)
                && !found.contains { $0.receiver.utf8.elementsEqual(receiver.name.utf8) }
        }
        return rest.map { Address(receiver: $0.name) }
    }

    /// Which of the routes take an alert with these fields, by their places.
    package func places(of field: (String) -> String?) -> [Int] {
        var taken: [Int] = []
        for (place, route) in routes.enumerated() where route.filter?.matches(field) ?? true {
            taken.append(place)
            if !route.goesOn { break }
        }
        return taken
    }

    /// How long the first of a group waits for others, and how often the group is told again. An address without a
    /// group waits for nobody and is told once.
    package func timing(of address: Address) -> (wait: TimeSpan, repeatEvery: TimeSpan?) {
        guard let group = Group(text: address.group) else { return (.zero, nil) }
        let route = routes.first { route in
            (route.filter?.text ?? "").utf8.elementsEqual(group.route.utf8)
                && route.receivers.contains { $0.utf8.elementsEqual(address.receiver.utf8) }
        }
        return route.map { ($0.groupWait, $0.repeatEvery) } ?? (.zero, nil)
    }
}

extension Receiver {
    /// Whether a transition of this kind can be said in its shape and is wanted.
    package func hears(of transition: AlertTransition.Kind) -> Bool {
        switch (transition, kind) {
        case (.resolved, _): tellsResolved
        case (.firing, _), (.escalated, _), (.reopened, _), (.stale, _), (.resumed, _): true
        case (.acknowledged, .pagerDuty), (.acknowledged, .webhook), (.acknowledged, .kafka): true
        case (.noted, .webhook), (.noted, .kafka): true
        case (.acknowledged, .alertmanager), (.acknowledged, .alertmanagerWebhook), (.acknowledged, .slack): false
        case (.noted, .alertmanager), (.noted, .alertmanagerWebhook), (.noted, .slack), (.noted, .pagerDuty): false
        }
    }
}

extension Route {
    /// The text of the group that an alert with these fields belongs to: the same for alerts that are told together,
    /// and the same after a restart or when routes change places.
    package func group(of field: (String) -> String?) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            writer.value(filter?.text ?? "")
            writer.object { writer in
                for name in groupBy { writer.field(name, field(name) ?? "") }
            }
        }
        return writer.text
    }
}

extension Alert.Notice {
    /// Whether receivers other than the record hear of it.
    package var isForReceivers: Bool {
        switch self {
        case .page, .update: true
        case .log, .silenced, .inhibited, .flapping: false
        }
    }
}
