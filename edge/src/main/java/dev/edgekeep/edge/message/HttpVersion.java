package dev.edgekeep.edge.message;

/** The protocol version of a message; {@link #label()} is its name in logs. */
public enum HttpVersion {
  HTTP_1_0("HTTP/1.0"),
  HTTP_1_1("HTTP/1.1"),
  HTTP_2("HTTP/2");

  private final String label;

  HttpVersion(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
