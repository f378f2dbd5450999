package dev.edgekeep.edge.accesslog;

import dev.edgekeep.x509.path.Verdict;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response.
 *
 * @param startMillis wall clock at the request's head
 * @param durationNanos from the request's head to the last byte of the response, or its end
 *     otherwise
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
 * @param status the response's status; 0 when the client went away before there was one
 * @param clientCertificate serial number of the client's certificate; null when there is none
 * @param origin the server that answered, {@code host:port}; null when the edge answered itself
 * @param outcome how it ended: {@code complete}, {@code client-aborted}, {@code origin-failed},
 *     {@code edge}
 */
public record AccessEntry(
    long startMillis,
    long durationNanos,
    InetSocketAddress clientAddress,
    String requestId,
    String protocol,
    String host,
    String method,
    String target,
    int status,
    long requestBytes,
    long responseBytes,
    @Nullable String tlsVersion,
    @Nullable String cipherSuite,
    Verdict verdict,
    @Nullable String clientCertificate,
    @Nullable String origin,
    String outcome) {}
