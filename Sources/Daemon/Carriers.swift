// The ways out: requests, records, and lines of the log.

internal import Delivery
internal import HTTP
internal import Kafka
internal import Model
internal import Platform

/// What is on its way.
enum Flight {
    case notification(Notification)
    /// All that fires, to Alertmanager.
    case push(receiver: String)
}

/// Takes bytes to receivers and tells what came of it. Nothing blocks but `poll`.
struct Carriers: ~Copyable {
    private var client: HTTPClient
    /// Made when the first record is to be sent.
    private var sender: RecordSender?
    private let cluster: KafkaSettings?
    private let rollback: RollbackPlan
    private let log: Log
    private var flights: [Int: Flight] = [:]
    /// The rest of a push that is too large for one request.
    private var rest: [Int: (receiver: Receiver, told: ArraySlice<Told>)] = [:]
    private var nextTag = 0
    /// Answers that were there at once.
    private var answered: [(flight: Flight, answer: DeliveryAnswer)] = []

    private static let recordTimeout = TimeSpan.seconds(10)
    /// How often librdkafka is asked while a record is on its way.
    private static let recordTurn = TimeSpan.milliseconds(10)

    /// Nil when libcurl cannot start.
    init?(cluster: KafkaSettings?, rollback: RollbackPlan, log: Log) {
        guard let client = HTTPClient(connectionsMax: Courier.inFlightMax) else { return nil }
        self.client = client
        (self.cluster, self.rollback, self.log) = (cluster, rollback, log)
        if case .kafka(let settings, _) = rollback, cluster == nil { rollbackCluster = settings }
    }

    private var rollbackCluster: KafkaSettings?

    mutating func start(_ notification: Notification, to receiver: Receiver, plan: DeliveryPlan, at now: EventTime) {
        guard notification.receiver.utf8.elementsEqual(Rollback.receiver.utf8) else {
            return request(notification, to: receiver, plan: plan, at: now)
        }
        switch rollback {
        case .off: answered.append((.notification(notification), .again("rollback.mode is off", retryAfter: nil)))
        case .dryRun:
            log.warning("rollback (dry run): nothing was sent", ["message": notification.bodyText])
            answered.append((.notification(notification), .delivered))
        case .kafka(_, let topic):
            produce(notification.body, key: notification.subject, topic: topic, .notification(notification))
        case .receiver:
            guard let receiver = plan.rollbackReceiver.flatMap(plan.receiver) else {
                answered.append((.notification(notification), .again("rollback.receiver is gone", retryAfter: nil)))
                return
            }
            request(notification, to: receiver, plan: plan, at: now)
        }
    }

    private mutating func request(
        _ notification: Notification, to receiver: Receiver, plan: DeliveryPlan, at now: EventTime
    ) {
        let outgoing = receiver.outgoing(body: notification.body, id: notification.messageID, at: now, plan: plan)
        if case .kafka(let topic) = receiver.kind {
            let key = notification.alerts.first?.text ?? notification.subject
            produce(outgoing.body.bytes, key: key, topic: topic, .notification(notification))
        } else {
            nextTag += 1
            flights[nextTag] = .notification(notification)
            client.start(HTTPRequest(outgoing, receiver), tag: nextTag)
        }
    }

    /// Sends all that fires, in as many requests as it takes, one after the other.
    mutating func push(_ told: [Told], to receiver: Receiver, plan: DeliveryPlan, at now: EventTime) {
        push(told[...], to: receiver, plan: plan, at: now)
    }

    private mutating func push(
        _ told: ArraySlice<Told>, to receiver: Receiver, plan: DeliveryPlan, at now: EventTime
    ) {
        nextTag += 1
        let body = receiver.pushed(Array(told.prefix(Receiver.pushMax)))
        let id = Notification.messageID(
            receiver: receiver.name, shape: "push", of: [String(now.microseconds), String(nextTag)])
        flights[nextTag] = .push(receiver: receiver.name)
        rest[nextTag] = (receiver, told.dropFirst(Receiver.pushMax))
        client.start(HTTPRequest(receiver.outgoing(body: body, id: id, at: now, plan: plan), receiver), tag: nextTag)
    }

    private mutating func produce(_ value: [UInt8], key: String, topic: String, _ flight: Flight) {
        do throws(KafkaError) {
            guard let settings = cluster ?? rollbackCluster else { throw .client("no [kafka] brokers are configured") }
            if sender == nil {
                sender = try RecordSender(settings: settings, timeout: Self.recordTimeout, log: log)
            }
            nextTag += 1
            guard let reason = sender?.send(value, key: Array(key.utf8), topic: topic, tag: nextTag) else {
                flights[nextTag] = flight
                return
            }
            throw .client(reason)
        } catch {
            answered.append((flight, .again("kafka: \(error.text)", retryAfter: nil)))
        }
    }

    /// What came of attempts, as soon as there is something; at the latest when the time is over or the bell is rung.
    mutating func poll(
        timeout: TimeSpan, bell: Int32, plan: DeliveryPlan
    ) -> (answers: [(flight: Flight, answer: DeliveryAnswer)], isRung: Bool) {
        let span = answered.isEmpty ? timeout : .zero
        let hasRecords = (sender?.inFlight ?? 0) > 0
        let ended = client.poll(timeout: hasRecords ? min(span, Self.recordTurn) : span, bell: bell)
        var answers = answered
        answered = []
        for (tag, outcome) in ended {
            guard let flight = flights.removeValue(forKey: tag) else { continue }
            let answer = DeliveryAnswer(outcome, at: Clocks.wall())
            if let (receiver, told) = rest.removeValue(forKey: tag), !told.isEmpty, answer == .delivered {
                push(told, to: receiver, plan: plan, at: Clocks.wall())
                continue
            }
            answers.append((flight, answer))
        }
        for (tag, reason) in sender?.poll() ?? [] {
            guard let flight = flights.removeValue(forKey: tag) else { continue }
            answers.append((flight, reason.map { .again("kafka: \($0)", retryAfter: nil) } ?? .delivered))
        }
        for (flight, answer) in answers { tell(flight, answer) }
        return (answers, isReadable(bell))
    }

    /// Forgets all that is on its way.
    mutating func cancelAll() {
        client.cancelAll()
        flights = [:]
        rest = [:]
        answered = []
    }

    /// A control message is said in the log, whatever becomes of it: it changes what users get.
    private func tell(_ flight: Flight, _ answer: DeliveryAnswer) {
        guard case .notification(let notification) = flight,
            notification.receiver.utf8.elementsEqual(Rollback.receiver.utf8)
        else { return }
        switch (rollback, answer) {
        case (.off, _), (.dryRun, _): break
        case (.kafka(_, let topic), .delivered):
            log.warning("rollback sent", ["topic": topic, "message": notification.bodyText])
        case (.receiver, .delivered): log.warning("rollback sent", ["message": notification.bodyText])
        case (_, .again(let reason, _)): log.error("rollback not delivered, trying again", ["reason": reason])
        case (_, .refused(let reason)): log.error("rollback refused, given up", ["reason": reason])
        }
    }
}

extension Notification {
    fileprivate var bodyText: String { String(decoding: body, as: UTF8.self) }
}

extension HTTPRequest {
    init(_ outgoing: Outgoing, _ receiver: Receiver) {
        self.init(url: String(decoding: outgoing.url.bytes, as: UTF8.self))
        (headers, body) = (outgoing.headers, outgoing.body)
        (timeout, connectTimeout) = (receiver.timeout, receiver.connectTimeout)
        (allowsPrivate, allowsPlaintext) = (receiver.allowsPrivate, receiver.allowsPlaintext)
        authorities = receiver.authorities
    }
}

extension DeliveryAnswer {
    init(_ outcome: Result<HTTPReply, HTTPFailure>, at now: EventTime) {
        switch outcome {
        case .success(let reply): self.init(status: reply.status, retryAfter: reply.retryAfter(now: now))
        // Also what only another configuration can heal: it waits for it.
        case .failure(let failure): self = .again(failure.words, retryAfter: nil)
        }
    }
}
