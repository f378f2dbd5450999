package dev.edgekeep.snapshot;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service behind one or more hosts. */
public record Origin(
    String name,
    List<Server> servers,
    LoadBalancing loadBalancing,
    Duration connectTimeout,
    Duration responseTimeout,
    @Nullable Tls tls) {
  /** One address of the service. A name is resolved off the event loop. */
  public record Server(boolean https, String host, int port) {}

  /** How a server is chosen for a request. */
  public enum LoadBalancing {
    ROUND_ROBIN,
    LEAST_REQUESTS,
    RANDOM,
    /** By a hash of the client's address. */
    HASH
  }

  /**
   * TLS towards {@code https} servers.
   *
   * @param trust what the origin's certificate is verified against; empty: the platform's roots
   * @param serverName SNI, and the name that the certificate must be for; null: the server's host
   * @param identity what the edge presents, or null
   */
  public record Tls(
      List<Certificate> trust, @Nullable String serverName, @Nullable Identity identity) {}

  /** A certificate chain, leaf first, and its private key. */
  public record Identity(List<Certificate> chain, PrivateKeyDer key) {}
}
