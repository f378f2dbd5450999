package dev.edgekeep.tls;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a handshake.
 *
 * @param protocol the version, as JSSE spells it: {@code TLSv1.3}
 * @param cipherSuite its IANA name
 * @param applicationProtocol the result of ALPN; null when there was none
 * @param isResumed whether an earlier session was resumed
 */
public record TlsSession(
    String protocol, String cipherSuite, @Nullable String applicationProtocol, boolean isResumed) {}
