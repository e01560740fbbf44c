// Whom canaries ask.

package import Model

/// A model behind an OpenAI-compatible endpoint.
package struct Target: Equatable, Sendable {
    package enum Role: String, CaseIterable, Sendable {
        case tuned, base, variant
    }

    package var name: String
    package var role = Role.tuned
    /// The model's name in the stream: verdicts are about it.
    package var model: String
    /// What is asked for in the request; nil: `model`.
    package var requested: String?
    /// What the endpoint has to say that it served; nil: whatever it says.
    package var served: String?
    /// The name of the target of the base model.
    package var base: String?
    package var endpoint: Endpoint
    package var parameters = Parameters()
    /// Sent before every item, as ordinary traffic has it.
    package var system: Sealed?
    /// The header that carries the opaque request id; nil: none does.
    package var requestIDHeader: String? = "X-Request-Id"
    /// A header that says that it is a canary, for gateways that take it out. Opt-in.
    package var markHeader: String?
    /// Per million tokens, in whatever currency `cost_per_hour` is in.
    package var inputPrice = 0.0
    package var outputPrice = 0.0

    package init(name: String, model: String, endpoint: Endpoint) {
        (self.name, self.model, self.endpoint) = (name, model, endpoint)
    }

    /// What every item is asked with: the same for all, and the same as ordinary traffic.
    package struct Parameters: Equatable, Sendable {
        package var temperature: Double?
        package var topP: Double?
        package var maxTokens: Int64 = 512
        /// A fresh `seed` in each request, so that no cache answers in the model's place.
        package var hasSeed = true

        package init() {}
    }
}

/// Where to send to, and how.
package struct Endpoint: Equatable, Sendable {
    /// The base, such as `https://gateway.internal/v1`; `/chat/completions` follows it.
    package var url: String
    package var headers: [Header] = []
    /// The bearer token. Nil: none is sent.
    package var key: Sealed?
    package var timeout = TimeSpan.seconds(60)
    package var connectTimeout = TimeSpan.seconds(5)
    /// Of the answer.
    package var bodyMax = 1 << 20
    /// Addresses of loopback and private networks are refused without this.
    package var allowsPrivate = false
    /// `http://` is refused without this.
    package var allowsPlaintext = false
    /// Nil: the system's.
    package var authorities: String?

    package struct Header: Equatable, Sendable {
        package var name: String
        package var value: Sealed

        package init(name: String, value: Sealed) {
            (self.name, self.value) = (name, value)
        }
    }

    package init(url: String) {
        self.url = url
    }
}

/// Suites, whom to ask, and how much.
package struct CanaryPlan: Equatable, Sendable {
    package var suites: [Suite] = []
    package var targets: [Target] = []
    /// Signs and hashes; of this installation alone.
    package var key = Sealed([])
    package var limits = Limits()
    /// A second opinion on answers. Nil: patterns alone.
    package var judge: Judge?

    package init() {}

    /// Over all targets together.
    package struct Limits: Equatable, Sendable {
        package var requestsPerMinute: Int64 = 60
        package var concurrency: Int64 = 4
        /// In the currency of the targets' prices; nil: no bound.
        package var costPerHour: Double?

        package init() {}
    }

    /// A model that reads answers. It can raise a verdict, never clear one.
    package struct Judge: Equatable, Sendable {
        package var model: String
        package var endpoint: Endpoint

        package init(model: String, endpoint: Endpoint) {
            (self.model, self.endpoint) = (model, endpoint)
        }
    }
}
