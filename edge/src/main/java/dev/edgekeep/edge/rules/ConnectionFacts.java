package dev.edgekeep.edge.rules;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What rules may ask of a client's connection. Event loop only. */
public interface ConnectionFacts {
  InetSocketAddress remoteAddress();

  InetSocketAddress localAddress();

  /** Whether the connection is TLS; false on a plaintext listener. */
  boolean isSecure();

  /** The negotiated protocol version as {@code TLSv1.3}; null in plaintext. */
  @Nullable String tlsVersion();

  /** The negotiated cipher suite; null in plaintext. */
  @Nullable String cipherSuite();

  /** The negotiated protocol of ALPN (RFC 7301); null when none was. */
  @Nullable String applicationProtocol();

  /** The JA3 fingerprint of the ClientHello; null when it was not computed: no rule uses it. */
  @Nullable String ja3();

  /** The JA4 fingerprint of the ClientHello; null when it was not computed: no rule uses it. */
  @Nullable String ja4();
}
