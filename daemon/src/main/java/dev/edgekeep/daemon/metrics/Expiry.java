package dev.edgekeep.daemon.metrics;

import java.time.Instant;

/**
 * Something that ends at a known time. Immutable.
 *
 * @param kind of a small fixed set: a label of the metrics, and of alert rules
 * @param name what uses it: a host, a client CA, a key server
 * @param id distinguishes those of one name: a serial number, or the URL or issuer of a list
 * @param at its end
 */
public record Expiry(Kind kind, String name, String id, Instant at) {
  /** The kinds; {@link #label()} is the spelling in the metrics. */
  public enum Kind {
    SERVER_CERTIFICATE("server-certificate"),
    CLIENT_CA("client-ca"),
    REVOCATION_LIST("revocation-list"),
    OCSP_RESPONSE("ocsp-response"),
    /** A certificate by which a program identifies itself to others. */
    IDENTITY("identity"),
    /** A CA by which a program verifies servers or edges. */
    TRUST("trust"),
    CLIENT_CERTIFICATE("client-certificate");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
