package dev.edgekeep.x509.path;

/** The intended use of the leaf. */
public enum Purpose {
  /** TLS client authentication: path validation by RFC 5280, and key usages for TLS clients. */
  CLIENT,
  /** TLS server authentication: the same for servers, and the requested name (RFC 9525). */
  SERVER,
  /** Any use: only path validation. */
  ANY
}
