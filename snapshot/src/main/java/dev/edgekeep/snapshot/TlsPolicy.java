package dev.edgekeep.snapshot;

import java.util.List;

/**
 * The TLS versions and TLS 1.2 cipher suites of a host.
 *
 * @param cipherSuites TLS 1.2 suites in order of preference, by their IANA names, already resolved
 *     from {@code modern}, {@code intermediate} or {@code compatible}. TLS 1.3 suites are not
 *     configurable
 */
public record TlsPolicy(Version minVersion, Version maxVersion, List<String> cipherSuites) {
  /** A TLS protocol version. */
  public enum Version {
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String label;

    Version(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
