// What monitord.toml says of whom to tell.

package import Delivery
package import Model

extension Configuration {
    /// `[delivery]`: what all messages share.
    package struct Delivery: Equatable, Sendable {
        /// Who speaks.
        package var instance = "monitord"
        /// Where people reach the status page, without a slash at its end.
        package var externalURL: String?
        package var backoffMin = TimeSpan.seconds(1)
        package var backoffMax = TimeSpan.seconds(600)

        package init() {}
    }

    /// `[stdout]`: in which shape transitions are printed.
    package enum StdoutFormat: String, CaseIterable, Sendable {
        /// `monitord.alert/1`.
        case json
        /// The same in a CloudEvent.
        case cloudevents
    }

    /// A `[[receiver]]`; its secrets are still to be read.
    package struct ReceiverSettings: Equatable, Sendable {
        /// Without address, key, headers and signing keys.
        package var receiver: Receiver
        package var place: Place
        /// One, or the peers of an Alertmanager cluster; none for a topic.
        package var addresses: [AddressSetting] = []
        package var key: Located<SecretReference>?
        package var headers: [HeaderSetting] = []
        package var signingKeys: [Located<SecretReference>] = []

        /// The names of its receivers: the peers of a cluster are `name`, `name#2` and so on.
        package var names: [String] {
            addresses.count < 2
                ? [receiver.name]
                : addresses.indices.map { $0 == 0 ? receiver.name : "\(receiver.name)#\($0 + 1)" }
        }
    }

    /// Where a receiver is reached.
    package enum AddressSetting: Equatable, Sendable {
        case text(String)
        case secret(Located<SecretReference>)
    }

    /// A `[[route]]`.
    package struct RouteSettings: Equatable, Sendable {
        package var route: Route
        package var place: Place
    }

    /// Everything that delivery follows, with its secrets.
    package func deliveryPlan() throws(SecretFailure) -> DeliveryPlan {
        var plan = DeliveryPlan()
        plan.instance = delivery.instance
        plan.externalURL = delivery.externalURL
        (plan.backoffMin, plan.backoffMax) = (delivery.backoffMin, delivery.backoffMax)
        for settings in receivers { plan.receivers += try settings.resolved() }
        plan.routes = expandedRoutes
        if rollback.mode == .receiver { plan.rollbackReceiver = rollback.receiver }
        return plan
    }

    /// The same without any secret, to say who would be told and what: an address that is a secret says where it is.
    package var deliveryOutline: DeliveryPlan {
        var plan = DeliveryPlan()
        plan.instance = delivery.instance
        plan.externalURL = delivery.externalURL
        for settings in receivers {
            for (place, name) in settings.names.enumerated() {
                var receiver = settings.receiver
                receiver.name = name
                if settings.addresses.indices.contains(place) {
                    receiver.url = settings.shown(settings.addresses[place])
                }
                plan.receivers.append(receiver)
            }
        }
        plan.routes = expandedRoutes
        if rollback.mode == .receiver { plan.rollbackReceiver = rollback.receiver }
        return plan
    }

    /// Each with all peers of the receivers that it names.
    private var expandedRoutes: [Route] {
        routes.map { settings in
            var route = settings.route
            route.receivers = route.receivers.flatMap { name in
                receivers.first { $0.receiver.name == name }?.names ?? [name]
            }
            return route
        }
    }
}

extension Configuration.ReceiverSettings {
    /// With its secrets, one for each peer.
    package func resolved() throws(SecretFailure) -> [Receiver] {
        var found = receiver
        found.key = try key?.value.read()
        for header in headers {
            switch header.value {
            case .text(let text): found.headers.append((header.name, Sealed(text)))
            case .secret(let secret): found.headers.append((header.name, try secret.read()))
            }
        }
        for key in signingKeys { found.signingKeys.append(try key.value.signingKey(for: found.signature)) }
        guard !addresses.isEmpty else { return [found] }
        var peers: [Receiver] = []
        for (name, address) in zip(names, addresses) {
            var peer = found
            peer.name = name
            peer.url = try url(address)
            peers.append(peer)
        }
        return peers
    }

    /// An address that is no secret, or where the secret is.
    fileprivate func shown(_ address: Configuration.AddressSetting) -> Sealed {
        switch address {
        case .text(let text): Sealed(receiver.kind == .alertmanager ? pushAddress(text) : text)
        case .secret(let secret): Sealed(secret.value.word)
        }
    }

    private func url(_ address: Configuration.AddressSetting) throws(SecretFailure) -> Sealed {
        switch address {
        case .text(let text): return Sealed(receiver.kind == .alertmanager ? pushAddress(text) : text)
        case .secret(let secret):
            let text = String(decoding: try secret.value.read().bytes, as: UTF8.self)
            guard let fault = addressFault(text, allowsPlaintext: receiver.allowsPlaintext, allowsQuery: true) else {
                return Sealed(receiver.kind == .alertmanager ? pushAddress(text) : text)
            }
            throw secret.value.failure("the address in it cannot be used: \(fault.message)", fault.help)
        }
    }

    /// References to all its secrets.
    var secrets: [Located<SecretReference>] {
        var found = addresses.compactMap { if case .secret(let secret) = $0 { secret } else { nil } }
        if let key { found.append(key) }
        found += headers.compactMap { header in
            if case .secret(let secret) = header.value { Located(value: secret, place: header.place) } else { nil }
        }
        return found + signingKeys
    }

    /// Signing keys that can be read here, and are too weak.
    var weakKeys: [(failure: SecretFailure, place: Place)] {
        signingKeys.compactMap { key in
            guard key.value.fault == nil, (try? key.value.read()) != nil else { return nil }
            do throws(SecretFailure) {
                _ = try key.value.signingKey(for: receiver.signature)
                return nil
            } catch {
                return (error, key.place)
            }
        }
    }
}

extension SecretReference {
    fileprivate func signingKey(for signature: Receiver.Signature) throws(SecretFailure) -> Sealed {
        let text = try read()
        if let key = Receiver.signingKey(text, for: signature) { return key }
        let bytes = "\(Receiver.keyBytesMin) to \(Receiver.keyBytesMax)"
        switch signature {
        case .standard:
            throw failure(
                "it is no signing key: it must be whsec_ and \(bytes) bytes in base64",
                "make one: echo \"whsec_$(openssl rand -base64 32)\"")
        case .github, .none:
            throw failure(
                "it is too weak to sign with: it must have \(Receiver.keyBytesMin) bytes at least",
                "make one: openssl rand -hex 32")
        }
    }
}
