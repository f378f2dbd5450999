package dev.edgekeep.keyserver.check;

/** The kinds of reasons why a key server cannot be talked to. */
public enum Fault {
  /** Nothing accepts a connection there, or not in time. */
  NOT_REACHABLE("not-reachable"),
  /** What answers does not speak TLS as this edge does. */
  NO_TLS("no-tls"),
  /** Its certificate is not accepted here. */
  WRONG_CERTIFICATE("wrong-certificate"),
  /** It does not accept the certificate of this edge. */
  NOT_AUTHORIZED("not-authorized"),
  /** It was connected, and gives no answer, or not in time. */
  NO_ANSWER("no-answer");

  private final String label;

  Fault(String label) {
    this.label = label;
  }

  /** As reports for programs spell it. */
  public String label() {
    return label;
  }
}
