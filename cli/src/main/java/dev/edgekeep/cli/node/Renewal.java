package dev.edgekeep.cli.node;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.fleet.message.Renewed;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedLogin;
import dev.edgekeep.fleet.nats.FeedOptions;
import dev.edgekeep.fleet.nats.FeedTls;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The node's certificate and login at the message servers, and their renewal. Any thread; blocks.
 */
final class Renewal {
  /** A third of the time for which certificates are issued. */
  private static final Duration AGE = Duration.ofDays(30);

  private final NodeDisk disk;
  private final NodeKeys keys;
  private final @Nullable FeedServers feed;
  private NodeCredentials credentials;

  /**
   * @param feed of the node's file; null: it has none
   */
  Renewal(NodeDisk disk, Membership membership, @Nullable FeedServers feed) {
    this.disk = disk;
    this.keys = membership.keys();
    this.credentials = membership.credentials();
    this.feed = feed;
  }

  /**
   * The options of the connection.
   *
   * @throws CertificateFormatException when the credentials are damaged
   */
  synchronized FeedOptions options() throws CertificateFormatException {
    NodeCredentials.Servers servers = credentials.servers();
    return FeedOptions.ofNode(
        credentials.name(), feed == null ? servers.urls() : feed.servers(), tls(), login());
  }

  private FeedLogin login() {
    return new FeedLogin(keys.identity(), credentials.servers().jwt());
  }

  private @Nullable FeedTls tls() throws CertificateFormatException {
    List<Certificate> trust =
        feed == null || feed.trust().isEmpty()
            ? certificates(credentials.servers().trust())
            : feed.trust();
    return trust.isEmpty()
        ? null
        : new FeedTls(
            new Identity(certificates(credentials.chain()), keys.certificateKey()), trust);
  }

  private static List<Certificate> certificates(List<byte[]> encoded)
      throws CertificateFormatException {
    List<Certificate> certificates = new ArrayList<>();
    for (byte[] der : encoded) {
      certificates.add(Certificate.parse(der));
    }
    return List.copyOf(certificates);
  }

  /** Returns whether the certificate should be renewed. */
  synchronized boolean isDue(Instant now) {
    try {
      Instant begin = Certificate.parse(credentials.chain().getFirst()).notBefore();
      return begin.plus(AGE).isBefore(now);
    } catch (CertificateFormatException _) {
      return true;
    }
  }

  /** A request for another certificate, with the same key. */
  byte[] request() {
    return keys.certificateRequest(credentials.name());
  }

  /**
   * Uses another certificate and login from now on.
   *
   * @throws IOException when they cannot be used or written; those before stay
   */
  synchronized void use(Renewed renewed, FeedConnection connection) throws IOException {
    NodeCredentials before = credentials;
    NodeCredentials.Servers servers = before.servers();
    NodeCredentials next =
        new NodeCredentials(
            before.name(),
            before.group(),
            renewed.chain(),
            renewed.nodeCa().isEmpty() ? before.nodeCa() : renewed.nodeCa(),
            new NodeCredentials.Servers(
                servers.urls(),
                servers.trust(),
                renewed.jwt() == null ? servers.jwt() : renewed.jwt()),
            before.signingKeys(),
            before.version());
    if (Arrays.equals(next.bytes(), before.bytes())) {
      return;
    }
    try {
      Certificate leaf = Certificate.parse(renewed.chain().getFirst());
      Certificate own = Certificate.parse(before.chain().getFirst());
      if (!leaf.subjectPublicKey().equals(own.subjectPublicKey())) {
        throw new IOException("the renewed certificate is for another key");
      }
      credentials = next;
      connection.renew(tls(), login());
      disk.write(Membership.CREDENTIALS, next.bytes());
    } catch (CertificateFormatException | GeneralSecurityException e) {
      credentials = before;
      throw new IOException("the renewed certificate cannot be used: " + e.getMessage(), e);
    }
  }
}
