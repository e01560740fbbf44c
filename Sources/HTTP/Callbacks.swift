// The functions that libcurl calls back, all of them.

internal import CCurl
internal import Glibc

/// libcurl calls them within `poll` of the client that owns the transfer, and not after its handle was removed.
func installCallbacks(on transfer: Transfer) {
    let handle = transfer.handle
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    monitord_curl_set_write(handle, CURLOPT_WRITEFUNCTION, takeBody)
    monitord_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    monitord_curl_set_write(handle, CURLOPT_HEADERFUNCTION, takeHeader)
    monitord_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    monitord_curl_set_socket(handle, CURLOPT_OPENSOCKETFUNCTION, openSocket)
    monitord_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
    monitord_curl_set_prereq(handle, CURLOPT_PREREQFUNCTION, beforeRequest)
    monitord_curl_set_pointer(handle, CURLOPT_PREREQDATA, context)
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

/// Taking fewer bytes than were offered ends the transfer.
private func takeBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = transfer(context), let bytes else { return 0 }
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, length <= transfer.replyBytesMax - transfer.body.count else {
        transfer.refusal = .tooLarge(bytesMax: transfer.replyBytesMax)
        transfer.body = []
        return 0
    }
    transfer.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
    return length
}

private func takeHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = transfer(context), let bytes else { return 0 }
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, length <= Transfer.headerBytesMax - transfer.headerBytes else {
        transfer.refusal = .transport("headers are longer than \(Transfer.headerBytesMax) bytes")
        return 0
    }
    transfer.headerBytes += length
    let line = UnsafeRawBufferPointer(start: bytes, count: length)
    if line.starts(with: "HTTP/".utf8) {
        // A status line: what came before it belongs to an interim reply.
        transfer.headers = []
    } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        transfer.headers.append((name, String(decoding: trimmed(line[(colon + 1)...]), as: UTF8.self)))
    }
    return length
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

private func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    var rest = bytes.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
    return rest
}

/// The address is the one that is really connected to, so neither a name's second answer nor an odd spelling of an
/// address gets past this.
private func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = transfer(context), let address else { return CURL_SOCKET_BAD }
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = Int(monitord_curl_address(address, &bytes))
    guard Reach(Array(bytes.prefix(count))).isAllowed(allowsPrivate: transfer.allowsPrivate) else {
        transfer.isForbidden = true
        return CURL_SOCKET_BAD
    }
    let place = address.pointee
    return socket(place.family, place.socktype | Int32(SOCK_CLOEXEC.rawValue), place.protocol)
}

/// Again before each request: a connection may have been opened by one that was allowed more.
private func beforeRequest(
    _ context: UnsafeMutableRawPointer?, _ remote: UnsafeMutablePointer<CChar>?, _ local: UnsafeMutablePointer<CChar>?,
    _ remotePort: Int32, _ localPort: Int32
) -> Int32 {
    guard let transfer = transfer(context), let remote else { return CURL_PREREQFUNC_ABORT }
    var bytes = [UInt8](repeating: 0, count: 16)
    var count = 0
    if inet_pton(AF_INET, remote, &bytes) == 1 {
        count = 4
    } else if inet_pton(AF_INET6, remote, &bytes) == 1 {
        count = 16
    }
    guard Reach(Array(bytes.prefix(count))).isAllowed(allowsPrivate: transfer.allowsPrivate) else {
        transfer.refusal = .forbiddenAddress
        return CURL_PREREQFUNC_ABORT
    }
    return CURL_PREREQFUNC_OK
}
