package dev.edgekeep.bench.load;

/**
 * What a client asks for, again and again: an answer of {@code answerBytes}, for a body of {@code
 * bodyBytes}.
 */
public record Request(String host, int answerBytes, int bodyBytes) {
  /** An answer of 1 KiB. */
  public static Request small(String host) {
    return new Request(host, 1_024, 0);
  }

  String method() {
    return bodyBytes > 0 ? "POST" : "GET";
  }

  /** The origin reads the number. */
  String path() {
    return Origin.PATH + answerBytes;
  }
}
