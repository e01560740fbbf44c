// One request on its way: libcurl's handle, and what has come back so far.

internal import CCurl
internal import Glibc
internal import Model

/// A class, since libcurl's callbacks hold on to it.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    let tag: Int
    let allowsPrivate: Bool
    let replyBytesMax: Int
    var headers: [(name: String, value: String)] = []
    var headerBytes = 0
    var body: [UInt8] = []
    /// Why a callback stopped it; counts more than libcurl's own words.
    var refusal: HTTPFailure?
    /// Whether an address of the host was one that may not be connected to.
    var isForbidden = false
    private var lines: UnsafeMutablePointer<curl_slist>?
    /// libcurl writes its words here.
    private let words: UnsafeMutablePointer<CChar>

    /// Of a reply, all of them together.
    static let headerBytesMax = 64 * 1024
    /// Of libcurl's words in a failure.
    static let wordsBytesMax = 200

    init(_ request: HTTPRequest, tag: Int) throws(HTTPFailure) {
        let url = try checked(url: request.url, allowsPlaintext: request.allowsPlaintext)
        guard let handle = curl_easy_init() else { throw .transport("libcurl has no handle to give") }
        self.handle = handle
        self.tag = tag
        (allowsPrivate, replyBytesMax) = (request.allowsPrivate, request.replyBytesMax)
        words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try addHeaders(request.headers)
        try configure(request, url: url)
        installCallbacks(on: self)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(lines)
        words.deallocate()
    }

    private func addHeaders(_ headers: [(name: String, value: Sealed)]) throws(HTTPFailure) {
        // Without it a long body waits for a "100 Continue" that few servers send.
        try append(line: Array("Expect:".utf8), of: "Expect")
        for header in headers {
            let name = Array(header.name.utf8)
            guard !name.isEmpty, name.allSatisfy(isTokenByte) else { throw .badHeader(header.name) }
            // A line break would begin another header.
            guard header.value.bytes.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
                throw .badHeader(header.name)
            }
            // To libcurl "Name:" takes a header away, and "Name;" sends an empty one.
            let isEmpty = header.value.bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            let rest = isEmpty ? Array(";".utf8) : Array(": ".utf8) + header.value.bytes
            try append(line: name + rest, of: header.name)
        }
    }

    private func append(line: [UInt8], of name: String) throws(HTTPFailure) {
        let text = line.map { CChar(bitPattern: $0) } + [0]
        // nil leaves the list as it was.
        guard let longer = curl_slist_append(lines, text) else { throw .badHeader(name) }
        lines = longer
    }

    private func configure(_ request: HTTPRequest, url: String) throws(HTTPFailure) {
        let schemes = request.allowsPlaintext ? "https,http" : "https"
        var codes = [
            set(CURLOPT_URL, url), set(CURLOPT_PROTOCOLS_STR, schemes),
            set(CURLOPT_FOLLOWLOCATION, 0), set(CURLOPT_PROXY, ""), set(CURLOPT_NOPROXY, "*"),
            set(CURLOPT_NOSIGNAL, 1), set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)), set(CURLOPT_SSL_VERIFYPEER, 1),
            set(CURLOPT_SSL_VERIFYHOST, 2), set(CURLOPT_HTTP_CONTENT_DECODING, 0),
            set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.connectTimeout)),
            set(CURLOPT_TIMEOUT_MS, milliseconds(request.timeout)),
            monitord_curl_set_size(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(max(1, replyBytesMax))),
            monitord_curl_set_list(handle, CURLOPT_HTTPHEADER, lines),
            monitord_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, words),
        ]
        // A name that is still being looked up is left to its thread, which cleans up after itself. Without this the
        // end of a transfer waits for the resolver: measured, 3 s for a time-out of 0.2 s.
        codes.append(set(CURLOPT_QUICK_EXIT, 1))
        if let authorities = request.authorities {
            // Its own authorities instead of the system's, not beside them.
            codes += [
                set(CURLOPT_CAINFO, authorities), monitord_curl_set_text(handle, CURLOPT_CAPATH, nil),
            ]
        }
        let count = curl_off_t(request.body.bytes.count)
        if request.method == "GET" {
            codes.append(set(CURLOPT_HTTPGET, 1))
        } else {
            // The size first: libcurl copies that many bytes.
            codes += [
                set(CURLOPT_POST, 1), set(CURLOPT_CUSTOMREQUEST, request.method),
                monitord_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, count),
                request.body.bytes.withUnsafeBytes {
                    monitord_curl_set_bytes(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress ?? UnsafeRawPointer(words))
                },
            ]
        }
        guard codes.allSatisfy({ $0 == CURLE_OK }) else { throw .transport("libcurl refuses an option") }
    }

    private func set(_ option: CURLoption, _ value: Int) -> CURLcode { monitord_curl_set_number(handle, option, value) }
    private func set(_ option: CURLoption, _ value: String) -> CURLcode {
        monitord_curl_set_text(handle, option, value)
    }

    /// Zero would mean no bound.
    private func milliseconds(_ span: TimeSpan) -> Int { Int(clamping: max(1, span.microseconds / 1000)) }

    func outcome(_ code: CURLcode) -> Result<HTTPReply, HTTPFailure> {
        if let refusal { return .failure(refusal) }
        guard code == CURLE_OK else { return .failure(failure(code)) }
        var status = 0
        var duration: curl_off_t = 0
        monitord_curl_get_number(handle, CURLINFO_RESPONSE_CODE, &status)
        monitord_curl_get_size(handle, CURLINFO_TOTAL_TIME_T, &duration)
        return .success(
            HTTPReply(
                status: status, headers: headers, body: Sealed(body),
                duration: TimeSpan(microseconds: Int64(duration))))
    }

    private func failure(_ code: CURLcode) -> HTTPFailure {
        switch code {
        case CURLE_COULDNT_CONNECT where isForbidden: return .forbiddenAddress
        case CURLE_OPERATION_TIMEDOUT: return .timeout
        case CURLE_FILESIZE_EXCEEDED: return .tooLarge(bytesMax: replyBytesMax)
        case CURLE_URL_MALFORMAT: return .badURL(said(code))
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED:
            return .tls(said(code))
        case CURLE_SSL_CONNECT_ERROR:
            // A handshake that broke off is the network's matter; one that was declined is TLS's.
            var number = 0
            monitord_curl_get_number(handle, CURLINFO_OS_ERRNO, &number)
            return number == 0 ? .tls(said(code)) : .transport(said(code))
        default: return .transport(said(code))
        }
    }

    /// libcurl's words: what it wrote for this transfer, else its words for the code. Neither holds the URL's query.
    private func said(_ code: CURLcode) -> String {
        let own = String(cString: words)
        let text = own.isEmpty ? String(cString: curl_easy_strerror(code)) : own
        // Names in certificates are the other side's words.
        return String(
            decoding: text.utf8.prefix(Self.wordsBytesMax).map { 0x20...0x7E ~= $0 ? $0 : UInt8(ascii: "?") },
            as: UTF8.self)
    }
}

/// RFC 9110: token.
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
