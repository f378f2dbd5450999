package dev.edgekeep.edge.accesslog;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.logging.LogLine;
import dev.edgekeep.edge.trace.TraceIds;
import dev.edgekeep.x509.path.Verdict;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: a line of the access log.
 *
 * @param startMillis wall clock at the request's head
 * @param durationNanos from the request's head to the last byte of the response, or to the point
 *     where it broke off
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
 * @param target as the client wrote it, cut off after {@value #MAX_TARGET} characters, so that
 *     waiting lines are bounded in memory
 * @param status the response's status; 0 when the client went away before there was one
 * @param clientCertificate serial number of the client's certificate; null if it has none
 * @param origin the server that answered, {@code host:port}; null when the edge did
 * @param rule the name of the rule that decided about the request; null when none did
 * @param failure the reason why the origin did not answer, or not completely: a label of {@code
 *     OriginFailure.Kind}; null when it did
 * @param outcome how it ended: {@code complete}, {@code client-aborted}, {@code origin-failed},
 *     {@code limit}, {@code edge}
 * @param keyOperation the id of the key operation of the connection's handshake, as the key server
 *     logs it; null when there was none
 * @param trace null: there are no traces
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
    @Nullable String failure,
    String outcome,
    @Nullable String keyOperation,
    @Nullable TraceIds trace)
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
        .optional("failure", failure)
        .field("outcome", outcome)
        .optional("keyOperation", keyOperation);
    if (trace != null) {
      json.field("traceId", trace.traceId()).field("spanId", trace.spanId());
    }
  }

  /** Begins the entries of one connection; TLS version and cipher suite are null in plaintext. */
  public static Builder of(
      InetSocketAddress clientAddress, @Nullable String tlsVersion, @Nullable String cipherSuite) {
    return new Builder(clientAddress, tlsVersion, cipherSuite);
  }

  /**
   * Collects the members of one entry after the other of a connection, so that none costs more than
   * its record: set all of them for each. One thread.
   */
  public static final class Builder {
    private final InetSocketAddress clientAddress;
    private final @Nullable String tlsVersion;
    private final @Nullable String cipherSuite;
    private long startMillis;
    private long durationNanos;
    private String requestId = "-";
    private String protocol = "-";
    private String host = "-";
    private String method = "-";
    private String target = "-";
    private int status;
    private long requestBytes;
    private long responseBytes;
    private Verdict verdict = Verdict.ABSENT;
    private @Nullable String clientCertificate;
    private @Nullable String origin;
    private @Nullable String rule;
    private @Nullable String failure;
    private @Nullable String keyOperation;
    private @Nullable TraceIds trace;

    private Builder(
        InetSocketAddress clientAddress,
        @Nullable String tlsVersion,
        @Nullable String cipherSuite) {
      this.clientAddress = clientAddress;
      this.tlsVersion = tlsVersion;
      this.cipherSuite = cipherSuite;
    }

    public Builder time(long start, long nanos) {
      startMillis = start;
      durationNanos = nanos;
      return this;
    }

    public Builder request(String id, String version, String hostName, String verb, String uri) {
      requestId = id;
      protocol = version;
      host = hostName;
      method = verb;
      target = uri;
      return this;
    }

    public Builder client(Verdict about, @Nullable String serial) {
      verdict = about;
      clientCertificate = serial;
      return this;
    }

    /** The answer: its status (0 if there was none), the server, and the rule that decided. */
    public Builder response(int code, @Nullable String server, @Nullable String decidedBy) {
      status = code;
      origin = server;
      rule = decidedBy;
      return this;
    }

    /** The reason why the origin failed; null when it did not. */
    public Builder failure(@Nullable String reason) {
      failure = reason;
      return this;
    }

    /** The key operation of the handshake, for all entries of the connection. */
    public Builder keyOperation(@Nullable String id) {
      keyOperation = id;
      return this;
    }

    /** The span of the request; null when there is none. */
    public Builder trace(@Nullable TraceIds ids) {
      trace = ids;
      return this;
    }

    /** The sizes of the bodies. */
    public Builder bytes(long ofRequest, long ofResponse) {
      requestBytes = ofRequest;
      responseBytes = ofResponse;
      return this;
    }

    /** The entry of a request that ended like this. */
    public AccessEntry build(String outcome) {
      return new AccessEntry(
          startMillis,
          durationNanos,
          clientAddress,
          requestId,
          protocol,
          host,
          method,
          target,
          status,
          requestBytes,
          responseBytes,
          tlsVersion,
          cipherSuite,
          verdict,
          clientCertificate,
          origin,
          rule,
          failure,
          outcome,
          keyOperation,
          trace);
    }
  }
}
