package dev.edgekeep.edge.rules;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The facts about a client's connection that rules may use. Event loop only. */
public interface ConnectionFacts {
  InetSocketAddress remoteAddress();

  InetSocketAddress localAddress();

  /** Returns whether the connection is TLS; false on a plaintext listener. */
  boolean isSecure();

  /** The negotiated protocol version as {@code TLSv1.3}; null in plaintext. */
  @Nullable String tlsVersion();

  /** The negotiated cipher suite; null in plaintext. */
  @Nullable String cipherSuite();

  /** The protocol negotiated by ALPN (RFC 7301); null when there was none. */
  @Nullable String applicationProtocol();

  /** The JA3 fingerprint of the ClientHello; null when no rule uses it: it is not computed then. */
  @Nullable String ja3();

  /** The JA4 fingerprint of the ClientHello; null when no rule uses it: it is not computed then. */
  @Nullable String ja4();
}
