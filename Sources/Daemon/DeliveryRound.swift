// One turn after the other of the delivery thread.

internal import Delivery
internal import Model
internal import Platform
internal import Site
internal import Store

/// Owns the courier and the carriers. The store is asked through its writer, in few transactions: what came of attempts
/// is made durable together, and what waits is read in the same errand.
struct DeliveryRound: ~Copyable {
    private let thread: DeliveryThread
    var courier: Courier
    private var carriers: Carriers
    private var random = SystemRandomNumberGenerator()
    /// Whether the store may have something that the courier has not seen.
    private var isStale = true
    /// Whether there was more than one look took in.
    private var isCut = false
    private var lastLook = TimeSpan.zero
    private var lastCount = TimeSpan.zero
    private var lastRepeat = TimeSpan.zero
    private var nextPrune = Clocks.monotonic() + .seconds(60)
    private var counts: [OutboxCount] = []

    static let turnMax = TimeSpan.seconds(1)
    private static let patience = TimeSpan.seconds(5)
    /// How often the store is looked at without a reason.
    private static let lookEvery = TimeSpan.seconds(30)
    private static let countEvery = TimeSpan.seconds(1)
    private static let repeatEvery = TimeSpan.seconds(5)
    private static let pruneEvery = TimeSpan.seconds(3600)
    /// How long Alertmanager is told again that something is over.
    private static let overFor = TimeSpan.seconds(15 * 60)

    init?(_ thread: DeliveryThread, plan: DeliveryPlan) {
        guard let carriers = Carriers(cluster: thread.cluster, rollback: thread.rollback, log: thread.log) else {
            return nil
        }
        self.thread = thread
        self.carriers = carriers
        courier = Courier(plan: plan, now: Clocks.wall())
    }

    /// Whether something is on its way or could be.
    var isBusy: Bool { isStale || !courier.settlements.isEmpty || courier.isBusy(at: Clocks.wall()) }

    mutating func lookAgain() { isStale = true }

    /// Does what can be done now, then waits for something to happen, for at most the given time.
    mutating func turn(waiting span: TimeSpan) {
        if let plan = thread.nextPlan() {
            courier.adopt(plan, now: Clocks.wall())
            isStale = true
        }
        let now = Clocks.monotonic()
        var isStuck = false
        if isStale || !courier.settlements.isEmpty || now - lastLook > Self.lookEvery { isStuck = !look() }
        if !isStuck {
            make()
            if now - lastRepeat > Self.repeatEvery { makeRepetitions() }
            send()
            prune()
        }
        publish()
        wait(isStuck ? .milliseconds(200) : span)
    }

    /// Whatever is still on its way is sent again by the next run.
    mutating func leave() {
        carriers.cancelAll()
        _ = look()
        publish()
    }

    // MARK: the store

    /// False when the store does not answer in time, or fails; then it is asked again later.
    private mutating func look() -> Bool {
        let settlements = courier.settlements
        let counts = Clocks.monotonic() - lastCount > Self.countEvery
        let found = thread.writer.ask(patience: Self.patience) { store -> (OutboxView, [OutboxCount]?)? in
            do throws(StoreError) {
                if !settlements.isEmpty { try store.settle(settlements, now: Clocks.wall()) }
                return (try store.outboxView(), counts ? try store.outboxCounts() : nil)
            } catch {
                return nil
            }
        }
        guard let found, let (view, newest) = found else { return false }
        if let newest {
            self.counts = newest
            lastCount = Clocks.monotonic()
        }
        courier.settled(settlements)
        report(settlements)
        (isStale, isCut) = (false, view.isCut)
        lastLook = Clocks.monotonic()
        let (gone, misshapen) = courier.see(view)
        dropAll(of: gone, "the receiver is gone")
        if case .off = thread.rollback, courier.waits(for: Rollback.receiver) {
            dropAll(of: [Rollback.receiver], "rollback.mode is off")
        }
        takeApart(misshapen)
        return true
    }

    private mutating func dropAll(of receivers: [String], _ reason: String) {
        for receiver in receivers {
            let count = thread.writer.ask(patience: Self.patience) { store -> Int64? in
                do throws(StoreError) {
                    return try store.drop(receiver: receiver, reason: reason, now: Clocks.wall())
                } catch {
                    return nil
                }
            }
            isStale = true
            guard let count, let count else { continue }
            thread.log.warning(
                "dropped what waited", ["receiver": receiver, "count": String(count), "reason": reason])
        }
    }

    private mutating func takeApart(_ ids: [Int64]) {
        guard !ids.isEmpty else { return }
        isStale = true
        _ = thread.writer.ask(patience: Self.patience) { store in
            do throws(StoreError) {
                try store.takeApart(ids, now: Clocks.wall())
            } catch {
                // They are seen again at the next look, and taken apart then.
            }
        }
    }

    private mutating func told(_ receiver: String) -> [ToldRow]? {
        let found = thread.writer.ask(patience: Self.patience) { store -> [ToldRow]? in
            do throws(StoreError) {
                return try store.told(receiver, since: Clocks.wall() - Self.overFor)
            } catch {
                return nil
            }
        }
        return found ?? nil
    }

    /// A few rows at a time, so that commits never wait for it.
    private mutating func prune() {
        guard Clocks.monotonic() >= nextPrune else { return }
        let hasMore = thread.writer.ask(patience: Self.patience) { store -> Bool in
            do throws(StoreError) {
                return try store.pruneDeliveries(now: Clocks.wall())
            } catch {
                return false
            }
        }
        nextPrune = Clocks.monotonic() + (hasMore == true ? .seconds(1) : Self.pruneEvery)
    }

    // MARK: making

    private mutating func make() {
        let now = Clocks.wall()
        let drafts = courier.drafts(at: now)
        var standing: [String: [ToldRow]] = [:]
        var composition = Composition(plan: courier.plan, at: now)
        for draft in drafts {
            guard let receiver = courier.receiver(draft.receiver) else { continue }
            if receiver.isGrouped, standing[draft.receiver] == nil {
                guard let rows = told(draft.receiver) else { return }
                standing[draft.receiver] = rows
            }
            composition.add(draft, to: receiver, standing: standing[draft.receiver] ?? [])
        }
        keep(composition)
    }

    private mutating func makeRepetitions() {
        lastRepeat = Clocks.monotonic()
        let now = Clocks.wall()
        var composition = Composition(plan: courier.plan, at: now)
        for receiver in courier.repeating {
            guard let rows = told(receiver.name) else { return }
            let firing = rows.filter { Told(bytes: $0.json)?.isOver == false }
            let subjects = firing.map { (group: $0.group, subject: $0.subject) }
            guard let last = lastDeliveries(to: receiver.name, of: subjects.map(\.subject)) else { return }
            let drafts = courier.repetitions(of: subjects, to: receiver.name, last: { last[Array($0.utf8)] }, at: now)
            for draft in drafts { composition.add(draft, to: receiver, standing: firing) }
        }
        keep(composition)
    }

    private func lastDeliveries(to receiver: String, of subjects: [String]) -> [[UInt8]: EventTime]? {
        let found = thread.writer.ask(patience: Self.patience) { store -> [[UInt8]: EventTime]? in
            var last: [[UInt8]: EventTime] = [:]
            do throws(StoreError) {
                for subject in subjects where last[Array(subject.utf8)] == nil {
                    last[Array(subject.utf8)] = try store.lastDelivery(receiver, subject: subject)
                }
            } catch {
                return nil
            }
            return last
        }
        return found ?? nil
    }

    /// The bytes are durable before the first attempt, so that a crash cannot make others under the same id.
    private mutating func keep(_ composition: Composition) {
        let made = composition.made
        guard !made.isEmpty else { return }
        let kept = thread.writer.ask(patience: Self.patience) { store -> [Notification]? in
            do throws(StoreError) {
                return try store.compose(made, now: Clocks.wall())
            } catch {
                return nil
            }
        }
        if let kept, let kept { courier.admit(kept) } else { isStale = true }
        if isCut { isStale = true }
    }

    // MARK: sending

    private mutating func send() {
        let now = Clocks.wall()
        for notification in courier.sends(at: now) {
            guard let receiver = courier.receiver(notification.receiver) else { continue }
            carriers.start(notification, to: receiver, plan: courier.plan, at: now)
        }
        for receiver in courier.pushes(at: now) {
            let told = (told(receiver.name) ?? []).compactMap { Told(bytes: $0.json) }
            if told.isEmpty {
                courier.pushed(nil, to: receiver.name, at: now, random: &random)
            } else {
                carriers.push(told, to: receiver, plan: courier.plan, at: now)
            }
        }
    }

    private mutating func wait(_ span: TimeSpan) {
        var left = span
        if !courier.settlements.isEmpty || isStale { left = min(left, .milliseconds(200)) }
        let now = Clocks.wall()
        if let next = courier.nextTurn(after: now) { left = min(left, max(next - now, .milliseconds(1))) }
        let ended = carriers.poll(timeout: left, bell: thread.bell.descriptor, plan: courier.plan)
        if ended.isRung {
            thread.bell.hush()
            isStale = true
        }
        for (flight, answer) in ended.answers {
            let now = Clocks.wall()
            switch flight {
            case .notification(let notification):
                courier.take(answer, of: notification, at: now, random: &random)
            case .push(let receiver): courier.pushed(answer, to: receiver, at: now, random: &random)
            }
        }
    }

    // MARK: telling

    private mutating func report(_ settlements: [Settlement]) {
        for settlement in settlements where settlement.state == .dead {
            thread.log.error(
                "notification given up; see: monitord notify outbox --state dead",
                ["notification": String(settlement.id), "reason": settlement.error])
        }
    }

    private mutating func publish() {
        var standing = courier.standing(at: Clocks.wall())
        for count in counts where !count.receiver.utf8.elementsEqual(Alert.Notice.record.utf8) {
            standing.pending += count.pending
            standing.dead += count.dead
            standing.oldestPending = [standing.oldestPending, count.oldestPending].compactMap(\.self).min()
            if let place = standing.receivers.firstIndex(where: { $0.name.utf8.elementsEqual(count.receiver.utf8) }) {
                standing.receivers[place].pending = count.pending
                standing.receivers[place].dead = count.dead
                standing.receivers[place].oldestPending = count.oldestPending
            }
        }
        let before = thread.board.newestDelivery
        guard standing != before else { return }
        for line in standing.receivers {
            let old = before.receivers.first { $0.name.utf8.elementsEqual(line.name.utf8) }
            thread.log.tell(line, before: old ?? DeliveryStanding.Line(name: line.name))
        }
        thread.board.put(standing)
    }
}
