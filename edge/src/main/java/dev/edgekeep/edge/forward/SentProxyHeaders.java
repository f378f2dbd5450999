package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.origin.ClientConnections;
import dev.edgekeep.edge.origin.ProxiedClient;
import dev.edgekeep.edge.proxyprotocol.EncodedHeader;
import dev.edgekeep.edge.proxyprotocol.HeaderWriter;
import dev.edgekeep.edge.proxyprotocol.HeaderWriter.ClientCertificate;
import dev.edgekeep.edge.proxyprotocol.ProxiedConnection;
import dev.edgekeep.snapshot.Origin.ProxyVersion;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The PROXY protocol headers that tell origins the client of one connection, and the origin
 * connections that begin with them. Event loop only.
 */
final class SentProxyHeaders {
  private static final String COMMON_NAME = "2.5.4.3";

  private final ProxiedConnection connection;
  private final ClientConnections own = new ClientConnections();
  private @Nullable ProxiedClient last;
  private @Nullable ProxyVersion lastVersion;
  private @Nullable ClientVerdict lastVerdict;

  SentProxyHeaders(ProxiedConnection connection) {
    this.connection = connection;
    connection.whenClosed(own::close);
  }

  /** The client of a request, by the verdict of that request. */
  // Nearly always the verdict of the last request; another one costs writing the header again.
  @SuppressWarnings("ReferenceEquality")
  ProxiedClient of(ProxyVersion version, ClientVerdict verdict) {
    ProxiedClient known = last;
    if (known == null || version != lastVersion || verdict != lastVerdict) {
      known = new ProxiedClient(own, header(version, verdict));
      last = known;
      lastVersion = version;
      lastVerdict = verdict;
    }
    return known;
  }

  private EncodedHeader header(ProxyVersion version, ClientVerdict verdict) {
    return switch (version) {
      case V1 -> HeaderWriter.version1(connection);
      case V2 -> HeaderWriter.version2(connection, certificate(verdict));
    };
  }

  private static ClientCertificate certificate(ClientVerdict verdict) {
    return new ClientCertificate(
        verdict.isPresented(), result(verdict.verdict()), commonName(verdict));
  }

  /** Only of a verified certificate: a name that nobody vouches for is not passed on. */
  private static @Nullable String commonName(ClientVerdict verdict) {
    if (!verdict.isVerified() || verdict.path().isEmpty()) {
      return null;
    }
    List<String> names = verdict.path().getFirst().subject().texts(COMMON_NAME);
    return names.isEmpty() ? null : names.getLast();
  }

  /** The number that OpenSSL has for a verdict: X509_V_OK, X509_V_ERR_…; 1 is unspecified. */
  private static int result(Verdict verdict) {
    return switch (verdict) {
      case VERIFIED -> 0;
      case CHAIN_INCOMPLETE -> 20;
      case UNTRUSTED -> 19;
      case EXPIRED -> 10;
      case NOT_YET_VALID -> 9;
      case REVOKED -> 23;
      case REVOCATION_UNKNOWN -> 3;
      case WRONG_USAGE -> 26;
      case BAD_SIGNATURE -> 7;
      case NOT_A_CA -> 24;
      case PATH_TOO_LONG -> 25;
      case NAME_NOT_PERMITTED -> 47;
      case POLICY -> 43;
      case UNKNOWN_CRITICAL_EXTENSION -> 34;
      default -> 1;
    };
  }
}
