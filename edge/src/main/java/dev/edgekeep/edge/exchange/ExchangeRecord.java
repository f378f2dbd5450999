package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.rules.Ruling;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what became of a connection's exchanges into logs and metrics. Event loop only. */
final class ExchangeRecord {
  private final ExchangeContext context;
  private final ClientConnection connection;
  private @Nullable Certificate serialOf;
  private @Nullable String serial;

  ExchangeRecord(ExchangeContext context, ClientConnection connection) {
    this.context = context;
    this.connection = connection;
  }

  /** A request has its answer, or will have none. */
  void answered(Exchange exchange, long nanos) {
    context.metrics().requestCompleted(exchange.version().label(), exchange.status(), nanos);
  }

  /** An exchange is over, with the tunnel that it may have become. */
  void ended(Exchange exchange, String outcome, long nanos, long requestBytes, long responseBytes) {
    context
        .accessLog()
        .record(
            new AccessEntry(
                exchange.startMillis(),
                nanos,
                connection.remoteAddress(),
                exchange.requestId(),
                exchange.version().label(),
                exchange.hostName(),
                exchange.method(),
                exchange.target(),
                exchange.status(),
                requestBytes,
                responseBytes,
                connection.tlsVersion(),
                connection.cipherSuite(),
                exchange.verdict().verdict(),
                serial(exchange.verdict()),
                exchange.originName(),
                exchange.ruleName(),
                outcome));
  }

  void refused(Exchange exchange, Decision.Refuse refusal) {
    context.metrics().requestRefused(refusal.reason());
    ClientVerdict verdict = refusal.verdict();
    Certificate leaf = verdict.presented().isEmpty() ? null : verdict.presented().getFirst();
    boolean isAboutTheClient = refusal.status() == 403;
    context
        .eventLog()
        .record(
            new EdgeEvent(
                context.clock().instant(),
                EdgeEvent.Kind.REQUEST_REFUSED,
                exchange.eventHost(),
                isAboutTheClient ? verdict.verdict() : null,
                refusal.detail(),
                connection.remoteAddress(),
                serial(verdict),
                leaf == null ? null : leaf.issuer().toString(),
                leaf == null ? null : leaf.subject().toString(),
                isAboutTheClient ? acceptableCas(refusal) : List.of(),
                exchange.requestId()));
  }

  /** What came was no request: a frame of HTTP/2 that may not be. */
  void malformed(String detail) {
    context.metrics().requestRefused("malformed");
    context
        .eventLog()
        .record(
            new EdgeEvent(
                context.clock().instant(),
                EdgeEvent.Kind.REQUEST_REFUSED,
                connection.serverName(),
                null,
                detail,
                connection.remoteAddress(),
                null,
                null,
                null,
                List.of(),
                null));
  }

  /** What rules have said of a request. */
  void ruled(Exchange exchange, Ruling ruling) {
    for (Rule rule : ruling.logged()) {
      String detail = "rule \"%s\" matched".formatted(rule.name());
      record(exchange, EdgeEvent.Kind.RULE_MATCHED, rule, detail);
    }
    switch (ruling.answer()) {
      case Ruling.Answer.Block block -> blocked(exchange, ruling.decidedBy(), block.detail());
      case Ruling.Answer.Close close -> blocked(exchange, ruling.decidedBy(), close.detail());
      case Ruling.Answer.Go _, Ruling.Answer.Redirect _ -> {}
    }
  }

  private void blocked(Exchange exchange, @Nullable Rule rule, String detail) {
    context.metrics().requestRefused("rule");
    record(exchange, EdgeEvent.Kind.REQUEST_BLOCKED, rule, detail);
  }

  private void record(Exchange exchange, EdgeEvent.Kind kind, @Nullable Rule rule, String detail) {
    ClientVerdict verdict = exchange.verdict();
    Certificate leaf = verdict.presented().isEmpty() ? null : verdict.presented().getFirst();
    context
        .eventLog()
        .record(
            new EdgeEvent(
                context.clock().instant(),
                kind,
                exchange.eventHost(),
                verdict.verdict(),
                detail,
                connection.remoteAddress(),
                serial(verdict),
                leaf == null ? null : leaf.issuer().toString(),
                leaf == null ? null : leaf.subject().toString(),
                List.of(),
                exchange.requestId(),
                rule == null ? null : rule.name()));
  }

  void originFailed(Exchange exchange, String server, OriginFailure failure) {
    context
        .eventLog()
        .record(
            new EdgeEvent(
                context.clock().instant(),
                EdgeEvent.Kind.ORIGIN_FAILED,
                exchange.eventHost(),
                null,
                "origin server " + server + ": " + failure.detail(),
                connection.remoteAddress(),
                null,
                null,
                null,
                List.of(),
                exchange.requestId()));
  }

  private static List<String> acceptableCas(Decision.Refuse refusal) {
    if (refusal.host() == null) {
      return List.of();
    }
    return refusal.host().config().clientAuth().cas().stream().map(ClientCa::name).toList();
  }

  // Nearly always the leaf of the last request: its text is made once.
  @SuppressWarnings("ReferenceEquality")
  private @Nullable String serial(ClientVerdict verdict) {
    if (verdict.presented().isEmpty()) {
      return null;
    }
    Certificate leaf = verdict.presented().getFirst();
    if (leaf != serialOf) {
      serialOf = leaf;
      serial = leaf.serialNumber().toString();
    }
    return serial;
  }
}
