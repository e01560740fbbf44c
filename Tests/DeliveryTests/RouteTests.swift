// Which alert goes to whom, and with which others.

import Delivery
import Model
import Testing

@Suite struct RouteTests {
    private var routed: DeliveryPlan {
        get throws {
            var plan = DeliveryPlan()
            plan.receivers = [
                Receiver(name: "log", kind: .kafka(topic: "alerts")), Receiver(name: "chat", kind: .slack),
                Receiver(name: "pager", kind: .pagerDuty), Receiver(name: "all", kind: .webhook),
            ]
            var first = Route(filter: nil, receivers: ["log"])
            first.goesOn = true
            var second = Route(
                filter: try filter("severity>=high", "model=~acme/.*"), receivers: ["pager", "chat", "log"])
            second.groupBy = ["model", "team"]
            second.groupWait = .seconds(30)
            second.repeatEvery = .seconds(14_400)
            plan.routes = [first, second, Route(filter: nil, receivers: ["all"])]
            return plan
        }
    }

    private func names(_ transition: AlertTransition) throws -> [String] {
        try routed.addresses(of: transition).map(\.receiver)
    }

    @Test func theFirstThatMatchesIsTheLastUnlessItGoesOn() throws {
        #expect(try names(story()) == ["log", "pager", "chat"])
        #expect(try names(story(severity: .medium)) == ["log", "all"])
        #expect(try names(story(model: "other/x")) == ["log", "all"])
    }

    @Test(arguments: [
        (Alert.Notice.page, true), (.update, true), (.log, false), (.silenced("s"), false), (.flapping, false),
        (.inhibited(AlertID(text: "a")), false),
    ])
    func onlyPagesAndWhatBecameOfThemGoOut(notice: Alert.Notice, goes: Bool) throws {
        #expect(try names(story(notice: notice)).isEmpty != goes)
    }

    @Test func whatPeopleDidGoesWhereItCanBeSaid() throws {
        #expect(try names(story(.acknowledged)) == ["log", "pager"])
        #expect(try names(story(.noted)) == ["log"])
        #expect(try names(story(.stale)) == ["log", "pager", "chat"])
    }

    @Test func thatAReceiverIsNotToldIsToldToAllOthers() throws {
        var stuck = story(severity: .medium)
        stuck.alert.rule = "delivery-stuck"
        stuck.alert.scope = Scope([(.receiver, "all")])
        // By the routes also to itself: it may hear again.
        #expect(try names(stuck) == ["log", "all", "chat", "pager"])
        stuck.alert.notice = .log
        #expect(try names(stuck).isEmpty)
    }

    @Test func whoeverDoesNotAskForTheEndIsNotToldOfIt() throws {
        var plan = try routed
        plan.receivers[1].tellsResolved = false
        #expect(plan.addresses(of: story(.resolved)).map(\.receiver) == ["log", "pager"])
        #expect(plan.addresses(of: story(.firing)).map(\.receiver) == ["log", "pager", "chat"])
    }

    @Test func groupsAreTheSameWhenRoutesChangePlaces() throws {
        var plan = try routed
        let address = try #require(plan.addresses(of: story()).first { $0.receiver == "chat" })
        #expect(
            address.group
                == #"["severity >= \"high\" and model ~ \"acme/.*\"",{"model":"acme/support-8b","team":"safety"}]"#)
        #expect(Group(text: address.group)?.labels.map(\.value) == ["acme/support-8b", "safety"])
        plan.routes.swapAt(0, 1)
        #expect(plan.addresses(of: story()).contains(address))
        let timing = plan.timing(of: address)
        #expect(timing.wait == .seconds(30))
        #expect(timing.repeatEvery == .seconds(14_400))
        #expect(try routed.addresses(of: story()).first?.group == "")
        #expect(plan.timing(of: Address(receiver: "log")).repeatEvery == nil)
        #expect(plan.timing(of: Address(receiver: "gone", group: address.group)).repeatEvery == nil)
    }

    @Test func namesThatLookLikeSyntaxMakeGroupsOfTheirOwn() throws {
        let route = Route(filter: nil, receivers: ["chat"])
        let evil = story(model: "a\",\"b\":\"c")
        let group = route.group(of: evil.alert.field)
        #expect(Group(text: group)?.labels == [Label(name: "model", value: "a\",\"b\":\"c")])
    }
}
