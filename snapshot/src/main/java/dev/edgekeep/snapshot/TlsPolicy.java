package dev.edgekeep.snapshot;

import java.util.List;

/**
 * The TLS versions and TLS 1.2 cipher suites of a host.
 *
 * @param cipherSuites TLS 1.2 suites in order of preference, by their IANA names, already resolved
 *     from {@code modern}, {@code intermediate} or {@code compatible}; empty when TLS 1.2 is not
 *     spoken. TLS 1.3 suites are not configurable
 */
public record TlsPolicy(Version minVersion, Version maxVersion, List<String> cipherSuites) {
  public static final TlsPolicy DEFAULT =
      new TlsPolicy(Version.TLS_1_2, Version.TLS_1_3, CipherSuites.INTERMEDIATE);

  public TlsPolicy {
    cipherSuites = List.copyOf(cipherSuites);
    if (minVersion.compareTo(maxVersion) > 0) {
      throw new IllegalArgumentException(
          "minVersion %s is above maxVersion %s".formatted(minVersion.label(), maxVersion.label()));
    }
    if ((minVersion == Version.TLS_1_2) == cipherSuites.isEmpty()) {
      throw new IllegalArgumentException(
          "TLS 1.2 needs cipher suites, and they are for nothing else");
    }
    for (String suite : cipherSuites) {
      if (!CipherSuites.byIanaName().containsKey(suite)) {
        throw new IllegalArgumentException("unknown cipher suite \"%s\"".formatted(suite));
      }
    }
  }

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
