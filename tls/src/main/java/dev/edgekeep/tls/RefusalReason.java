package dev.edgekeep.tls;

/**
 * The reasons for which a handshake fails, other than the verdict about the client's certificate.
 */
public enum RefusalReason {
  NOT_TLS("not-tls"),
  MALFORMED("malformed-hello"),
  NO_SERVER_NAME("no-server-name"),
  UNKNOWN_HOST("unknown-host"),
  /** The host requires client certificates, and no client CA is bound to it. */
  NO_CLIENT_CA("no-client-ca"),
  /** The host is configured, and a part of its configuration cannot be read. */
  HOST_UNAVAILABLE("host-unavailable"),
  NO_APPLICATION_PROTOCOL("no-application-protocol"),
  /** No common version, cipher suite, group or signature algorithm. */
  PROTOCOL("protocol"),
  /** The client's chain is larger than the size limit. */
  CHAIN_TOO_LARGE("client-chain-too-large"),
  /** The client sent an alert: most often it does not trust the server's certificate. */
  CLIENT_REFUSED("client-refused"),
  CLIENT_CLOSED("client-closed"),
  /** A balancer that has to begin with a PROXY protocol header does not. */
  PROXY_HEADER_MISSING("proxy-header-missing"),
  PROXY_HEADER_MALFORMED("proxy-header-malformed"),
  /** The connection begins with a PROXY protocol header, and nothing trusts its sender. */
  PROXY_HEADER_UNEXPECTED("proxy-header-unexpected"),
  TIMEOUT("timeout"),
  /** The private key is on a key server, which did not do the operation. */
  KEY_SERVER("key-server"),
  /** An error of this program. */
  INTERNAL("internal");

  private final String label;

  RefusalReason(String label) {
    this.label = label;
  }

  /** The reason's spelling in logs, metrics and the documentation. */
  public String label() {
    return label;
  }
}
