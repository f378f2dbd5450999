package dev.edgekeep.bench.load;

/**
 * A request that a client repeats: for a response of {@code answerBytes}, with a body of {@code
 * bodyBytes}. Over HTTP/2, one with a body is a unary call of gRPC, whose message comes back.
 */
public record Request(String host, int answerBytes, int bodyBytes) {
  /** A request for a response of 1 KiB. */
  public static Request small(String host) {
    return new Request(host, 1_024, 0);
  }

  String method() {
    return bodyBytes > 0 ? "POST" : "GET";
  }

  /** The path; the origin parses the number in it. */
  String path() {
    return Origin.PATH + answerBytes;
  }
}
