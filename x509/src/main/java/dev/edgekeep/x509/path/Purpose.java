package dev.edgekeep.x509.path;

/** What the leaf is to be used for. */
public enum Purpose {
  /** TLS client authentication: RFC 5280's path validation, and key usages for TLS clients. */
  CLIENT,
  /** TLS server authentication: the same for servers, and the name asked for (RFC 9525). */
  SERVER,
  /** Any use: path validation only. */
  ANY
}
