package dev.edgekeep.edge.proxyprotocol;

/** The header is malformed. The message says what is wrong, for the operator. */
public final class ProxyHeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  ProxyHeaderException(String message) {
    super(message, null, false, false);
  }
}
