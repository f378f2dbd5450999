package dev.edgekeep.snapshot;

import dev.edgekeep.snapshot.template.HeaderTemplate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Settings of what the origin learns about the client.
 *
 * @param clientCertificate the headers that carry the client certificate
 * @param clientAddress the header that the client's address is appended to
 * @param headers further headers, of names that an origin does not confuse with each other
 * @param ambiguousPaths the treatment of requests whose path two readers might read differently
 */
public record ForwardPolicy(
    Set<CertificateHeader> clientCertificate,
    String clientAddress,
    ForwardedHost host,
    List<HeaderTemplate> headers,
    AmbiguousPaths ambiguousPaths) {
  public static final String DEFAULT_CLIENT_ADDRESS = "X-Forwarded-For";
  public static final ForwardPolicy DEFAULT =
      new ForwardPolicy(Set.of(), DEFAULT_CLIENT_ADDRESS, true);

  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

  public ForwardPolicy {
    clientCertificate =
        clientCertificate.isEmpty()
            ? Set.of()
            : Collections.unmodifiableSet(EnumSet.copyOf(clientCertificate));
    headers = List.copyOf(headers);
    checkName(clientAddress);
    headers.forEach(header -> checkName(header.name()));
  }

  private static void checkName(String name) {
    if (!isHeaderName(name)) {
      throw new IllegalArgumentException("\"%s\" is not a name for a header".formatted(name));
    }
  }

  /**
   * A policy without further headers.
   *
   * @param preserveHost whether the origin sees the client's {@code Host}; otherwise the server's
   */
  public ForwardPolicy(
      Set<CertificateHeader> clientCertificate,
      String clientAddress,
      boolean preserveHost,
      AmbiguousPaths ambiguousPaths) {
    this(
        clientCertificate,
        clientAddress,
        preserveHost ? ForwardedHost.OF_CLIENT : ForwardedHost.OF_SERVER,
        List.of(),
        ambiguousPaths);
  }

  /** A policy that refuses ambiguous paths. */
  public ForwardPolicy(
      Set<CertificateHeader> clientCertificate, String clientAddress, boolean preserveHost) {
    this(clientCertificate, clientAddress, preserveHost, AmbiguousPaths.REFUSE);
  }

  /** Returns whether a text is a field name (RFC 9110 §5.1): a token. */
  public static boolean isHeaderName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c ->
                (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || TOKEN_SYMBOLS.indexOf(c) >= 0);
  }

  /** A way to treat paths that two readers might read differently. */
  public enum AmbiguousPaths {
    /** They are refused, and the origin gets the path that rules have seen. */
    REFUSE,
    /** The origin gets every path as the client wrote it. */
    ALLOW
  }

  /** A header that describes the client certificate. */
  public enum CertificateHeader {
    /** {@code Client-Cert} and {@code Client-Cert-Chain} (RFC 9440). */
    RFC9440,
    /** Envoy's {@code X-Forwarded-Client-Cert}. */
    XFCC,
    /** {@code Edgekeep-Client-Verdict}. */
    VERDICT
  }
}
