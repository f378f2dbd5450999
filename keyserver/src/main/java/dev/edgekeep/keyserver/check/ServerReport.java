package dev.edgekeep.keyserver.check;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.util.List;

/** The findings about one key server. Immutable. */
public sealed interface ServerReport {
  /** The address of the key server. */
  String address();

  /** Things that work now, but not for long. */
  List<String> warnings();

  /** The key server cannot be used. */
  record Unreachable(String address, Fault fault, String reason, List<String> warnings)
      implements ServerReport {}

  /** The key server answers. */
  record Reached(
      String address, Peer peer, Latency latency, List<KeyReport> keys, List<String> warnings)
      implements ServerReport {
    public Reached {
      keys = List.copyOf(keys);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The key server's side of a TLS connection.
   *
   * @param tlsVersion {@code TLSv1.3}
   * @param cipherSuite as the JDK names it
   */
  record Peer(String tlsVersion, String cipherSuite, Certificate certificate) {}

  /**
   * Durations of pings. Of a few pings the 99th percentile is the slowest.
   *
   * @param shortest the least time that a request costs
   */
  record Latency(Duration shortest, Duration median, Duration p99) {
    /**
     * @param pings at least one
     */
    static Latency of(List<Duration> pings) {
      List<Duration> sorted = pings.stream().sorted().toList();
      return new Latency(sorted.getFirst(), rank(sorted, 50), rank(sorted, 99));
    }

    /** By nearest rank. */
    private static Duration rank(List<Duration> sorted, int percent) {
      return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
    }
  }

  /** Kinds of reasons why a key server cannot be used. */
  enum Fault {
    /** Nothing accepts a connection there, or not in time. */
    NOT_REACHABLE("not-reachable"),
    /** The peer does not speak TLS, or has nothing in common with this edge. */
    NO_TLS("no-tls"),
    /** The key server's certificate is not accepted here. */
    WRONG_CERTIFICATE("wrong-certificate"),
    /** The key server does not accept the certificate of this edge. */
    NOT_AUTHORIZED("not-authorized"),
    /** The key server was connected to, and does not answer, or not in time. */
    NO_ANSWER("no-answer");

    private final String label;

    Fault(String label) {
      this.label = label;
    }

    /** The spelling in reports for programs. */
    public String label() {
      return label;
    }
  }
}
