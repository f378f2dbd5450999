package dev.edgekeep.edge.accesslog;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.logging.LogLine;
import dev.edgekeep.x509.path.Verdict;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response.
 *
 * @param startMillis wall clock at the request's head
 * @param durationNanos from the request's head to the last byte of the response, or its end
 *     otherwise
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
 * @param target as the client wrote it; what is beyond {@value #MAX_TARGET} characters is cut off,
 *     so that the lines that wait have a bound in memory
 * @param status the response's status; 0 when the client went away before there was one
 * @param clientCertificate serial number of the client's certificate; null when there is none
 * @param origin the server that answered, {@code host:port}; null when the edge answered itself
 * @param rule the name of the rule that decided about the request; null when none did
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
    @Nullable String rule,
    String outcome)
    implements LogLine {
  public static final int MAX_TARGET = 2_048;

  public AccessEntry {
    if (target.length() > MAX_TARGET) {
      target = target.substring(0, MAX_TARGET);
    }
  }

  @Override
  public void writeMembers(JsonWriter json) {
    json.name("time").time(startMillis);
    json.field("log", "access")
        .field("clientAddress", NetUtil.toAddressString(clientAddress.getAddress()))
        .field("clientPort", clientAddress.getPort())
        .field("requestId", requestId)
        .field("protocol", protocol)
        .field("host", host)
        .field("method", method)
        .field("target", target)
        .field("status", status)
        .field("requestBytes", requestBytes)
        .field("responseBytes", responseBytes)
        .field("durationMicros", durationNanos / 1_000)
        .optional("tlsVersion", tlsVersion)
        .optional("cipherSuite", cipherSuite)
        .field("verdict", verdict.label())
        .optional("serial", clientCertificate)
        .optional("origin", origin)
        .optional("rule", rule)
        .field("outcome", outcome);
  }
}
