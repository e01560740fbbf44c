// What monitord.toml says of canaries: how much is asked, of whom, and where the secrets are.

package import Canaries
internal import Model

extension Configuration {
    /// `[canaries]`: which suites, and how much they may ask.
    package struct Canaries: Equatable, Sendable {
        /// Where suites are unless somebody says otherwise; nothing is said when there are none.
        package static let suitesDefault = ["/etc/monitord/suites"]
        /// Files, directories or patterns, for `loadSuites`.
        package var suites = Canaries.suitesDefault
        /// Nil: `canary.key` in the directory of the store.
        package var key: Located<SecretReference>?
        package var limits = CanaryPlan.Limits()
        /// Nil: `canaries.paused` in the directory of the store.
        package var pauseFile: String?
        /// How producers make `request.text_hash`.
        package var textHash = TextHash.none
        /// Whether a canary without a mark is recognised by its text.
        package var recognisesText = true

        package init() {}
    }

    /// What producers write into `request.text_hash`.
    package enum TextHash: String, CaseIterable, Sendable {
        /// Nothing that could be made again.
        case none
        case sha256
    }

    /// A header of a request, and where its value is.
    package struct HeaderSetting: Equatable, Sendable {
        package enum Value: Equatable, Sendable {
            case text(String)
            case secret(SecretReference)
        }

        package var name: String
        package var value: Value
        package var place: Place
    }

    /// Where to send to; its secrets are still to be read.
    package struct EndpointSettings: Equatable, Sendable {
        /// Without key and headers.
        package var endpoint: Endpoint
        package var key: Located<SecretReference>?
        package var headers: [HeaderSetting] = []
    }

    /// A `[[target]]`.
    package struct TargetSettings: Equatable, Sendable {
        /// Without key, headers and system text.
        package var target: Target
        package var place: Place
        package var endpoint: EndpointSettings
        package var systemFile: Located<String>?
    }

    /// `[judge]`.
    package struct JudgeSettings: Equatable, Sendable {
        package var model: String
        package var endpoint: EndpointSettings
    }

    /// The file that pauses canaries by being there.
    package func pauseFile(store: String) -> String { canaries.pauseFile ?? joined(store, "canaries.paused") }

    /// What forbids using the secrets, as far as that can be said without reading them. `path` is that of the file.
    package func secretFindings(path: String) -> [Diagnostic] {
        let endpoints = targets.map(\.endpoint) + (judge.map { [$0.endpoint] } ?? [])
        var references = endpoints.flatMap { endpoint in
            (endpoint.key.map { [$0] } ?? [])
                + endpoint.headers.compactMap { header in
                    if case .secret(let secret) = header.value {
                        Located(value: secret, place: header.place)
                    } else {
                        nil
                    }
                }
        }
        references += targets.compactMap { $0.systemFile.map { Located(value: .file($0.value), place: $0.place) } }
        if let key = canaries.key { references.append(key) }
        if let token = http.token { references.append(token) }
        references += receivers.flatMap(\.secrets)
        var faults = references.compactMap { reference in
            reference.value.fault.map { (failure: $0, place: reference.place) }
        }
        faults += receivers.flatMap(\.weakKeys)
        return faults.map { fault, place in
            Diagnostic(
                severity: .error, code: .badSecret, message: "\(fault.reference): \(fault.reason)", file: path,
                place: place, help: [fault.help])
        }
    }
}

extension Configuration.EndpointSettings {
    /// With its secrets.
    package func resolved() throws(SecretFailure) -> Endpoint {
        var found = endpoint
        found.key = try key?.value.read()
        for header in headers {
            switch header.value {
            case .text(let text): found.headers.append(.init(name: header.name, value: Sealed(text)))
            case .secret(let secret): found.headers.append(.init(name: header.name, value: try secret.read()))
            }
        }
        return found
    }
}

extension Configuration.TargetSettings {
    /// With its secrets and its system text.
    package func resolved() throws(SecretFailure) -> Target {
        var found = target
        found.endpoint = try endpoint.resolved()
        guard let file = systemFile else { return found }
        let reference = SecretReference.file(file.value)
        var bytes = try reference.contents(of: file.value)
        while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
        guard !bytes.isEmpty, String(validating: bytes, as: UTF8.self) != nil else {
            throw reference.failure("it is not UTF-8 text", "write the system text into it")
        }
        found.system = Sealed(bytes)
        return found
    }
}

extension Configuration.JudgeSettings {
    /// With its secrets.
    package func resolved() throws(SecretFailure) -> CanaryPlan.Judge {
        CanaryPlan.Judge(model: model, endpoint: try endpoint.resolved())
    }
}
