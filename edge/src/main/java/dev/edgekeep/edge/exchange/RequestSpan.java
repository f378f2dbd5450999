package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.trace.KeyOperationTrace;
import dev.edgekeep.edge.trace.RequestTrace;
import io.netty.util.NetUtil;
import io.opentelemetry.api.trace.Span;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a request's span: those of OpenTelemetry's conventions for HTTP servers, and
 * the edge's own. None has a query, a field or a body, which may be secret. Event loop only.
 */
final class RequestSpan {
  private RequestSpan() {}

  static void end(
      RequestTrace trace,
      Exchange exchange,
      ClientConnection connection,
      @Nullable String serial,
      String outcome) {
    Span span = trace.span();
    if (span.isRecording()) {
      describe(span, exchange, connection);
      span.setAttribute("edgekeep.outcome", outcome);
      if (serial != null) {
        span.setAttribute("edgekeep.client_certificate.serial_number", serial);
      }
    }
    trace.end(exchange.status(), exchange.failure());
  }

  private static void describe(Span span, Exchange exchange, ClientConnection connection) {
    InetSocketAddress client = connection.remoteAddress();
    span.setAttribute("url.scheme", connection.isSecure() ? "https" : "http")
        .setAttribute("url.path", path(exchange.target()))
        .setAttribute("server.address", exchange.eventHost())
        .setAttribute("client.address", NetUtil.toAddressString(client.getAddress()))
        .setAttribute("network.protocol.name", "http")
        .setAttribute("network.protocol.version", version(exchange.version()))
        .setAttribute("edgekeep.request.id", exchange.requestId())
        .setAttribute("edgekeep.verdict", exchange.verdict().verdict().label());
    String rule = exchange.rules().ruleName();
    if (rule != null) {
      span.setAttribute("edgekeep.rule", rule);
    }
    String tls = connection.tlsVersion();
    if (tls != null) {
      span.setAttribute("tls.protocol.version", tls.replace("TLSv", ""));
    }
    KeyOperationTrace operation = connection.keyOperation();
    String id = operation == null ? null : operation.id();
    if (id != null) {
      span.setAttribute("edgekeep.key_operation.id", id);
    }
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static String version(HttpVersion version) {
    return version == HttpVersion.HTTP_2 ? "2" : version == HttpVersion.HTTP_1_0 ? "1.0" : "1.1";
  }
}
