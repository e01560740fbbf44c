// Which addresses a request may go to.

import HTTP
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The bytes of an address as the system reads it.
private func bytes(_ text: String) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
    return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : []
}

@Suite struct ReachTests {
    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "192.0.1.0", "168.63.129.17",
        "2606:4700:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
        "2001:1::1", "fbff::1",
    ])
    func publicAddressesAreOpen(address: String) {
        #expect(Reach(bytes(address)) == .open)
    }

    @Test(arguments: [
        "127.0.0.1", "127.255.255.255", "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.1",
        "100.64.0.0", "100.127.255.255", "198.18.0.1", "198.19.255.255", "::1", "fc00::1", "fdff:ffff::1", "fec0::1",
        "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
        "2002:c0a8:1::",
    ])
    func loopbackAndPrivateNetworksNeedLeave(address: String) {
        #expect(Reach(bytes(address)) == .inside)
        #expect(!Reach(bytes(address)).isAllowed(allowsPrivate: false))
        #expect(Reach(bytes(address)).isAllowed(allowsPrivate: true))
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "169.254.0.0", "169.254.169.254", "169.254.255.255", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.0.8", "::",
        "fe80::1", "febf::1", "ff02::1", "fd00:ec2::254", "fd20:ce::254", "::ffff:169.254.169.254", "::ffff:0.0.0.0",
        "::169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "2001::1", "::ffff:224.0.0.1",
        "64:ff9b::1:a9fe:a9fe", "::2",
    ])
    func linkLocalMetadataAndMulticastAreNeverReached(address: String) {
        #expect(Reach(bytes(address)) == .never)
        #expect(!Reach(bytes(address)).isAllowed(allowsPrivate: true))
    }

    @Test func whatIsNoAddressIsNeverReached() {
        for count in [0, 1, 3, 5, 15, 17] { #expect(Reach([UInt8](repeating: 8, count: count)) == .never) }
    }
}
