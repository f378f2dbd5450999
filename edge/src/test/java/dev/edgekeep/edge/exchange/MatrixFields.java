package dev.edgekeep.edge.exchange;

import java.util.stream.Stream;

/** The fields of {@link HeaderMatrixTest}. */
final class MatrixFields {
  private MatrixFields() {}

  /** Fields that pass both ways as they are. */
  static Stream<String> endToEnd() {
    return Stream.of(
        "accept: text/html, */*;q=0.1",
        "accept-language: de",
        "age: 5",
        "authorization: Basic YTpi",
        "cache-control: no-store, max-age=0",
        "content-disposition: attachment; filename=\"a b.txt\"",
        "content-language: de",
        "content-location: /b",
        "content-range: bytes 0-1/2",
        "content-type: text/plain; charset=utf-8",
        "date: Mon, 30 Nov 2026 00:00:00 GMT",
        "etag: W/\"a\"",
        "expires: 0",
        "if-match: *",
        "if-none-match: \"a\", \"b\"",
        "last-modified: Mon, 30 Nov 2026 00:00:00 GMT",
        "link: </a>; rel=preload",
        "location: https://example.com/?a=b#c",
        "max-forwards: 3",
        "origin: https://example.com",
        "pragma: no-cache",
        "priority: u=1",
        "range: bytes=0-1",
        "referer: https://example.com/",
        "retry-after: 5",
        "server: x/1 (y)",
        "set-cookie: a=b; Path=/",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "user-agent: a/1 (b; c)",
        "vary: *",
        "via: 1.1 a, 2 b",
        "warning: 199 - \"x\"",
        "www-authenticate: Basic realm=\"a\"",
        "x-a: b",
        "x-a: b: c",
        "x-a: a,b,,c",
        "x-a: \"quoted, \\\" text\"",
        "x-a: tab\tinside",
        "x-a: two  spaces",
        "x-a: \u00e4\u00f6\u00ff",
        "x-a: " + "v".repeat(8_000),
        "x-" + "n".repeat(200) + ": b",
        "x_y: 1",
        "clientcert: 1",
        "client-certificate: 2",
        "edgekeeper: 3",
        "sec-fetch-mode: cors",
        "dnt: 1",
        "!#$%&'*+-.^_`|~0a: all characters of a token",
        "trailer: x-sum");
  }

  /**
   * Fields of a request that only the edge sets, in spellings that an origin could take for them.
   */
  static Stream<String> edgeOnly() {
    return Stream.of(
        "client-cert",
        "client_cert",
        "client.cert",
        "client--cert",
        "-client-cert",
        "client-cert-chain",
        "client_cert-chain",
        "x-forwarded-client-cert",
        "x_forwarded_client_cert",
        "x.forwarded.client.cert",
        "edgekeep-client-verdict",
        "edgekeep_client_verdict",
        "edgekeep-anything",
        "x-request-id",
        "x_request_id",
        "x-forwarded-proto",
        "x_forwarded_proto",
        "x-forwarded-host",
        "x-forwarded-port",
        "x_forwarded_for",
        "x--forwarded-for",
        "x-real-ip",
        "x_real_ip",
        "forwarded",
        "forwarded-",
        "content_length",
        "transfer_encoding",
        "transfer.encoding",
        "http2-settings",
        "proxy-authorization",
        "proxy-authenticate");
  }
}
