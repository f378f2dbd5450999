package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.decision.RuleOutcome;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.trace.KeyOperationTrace;
import dev.edgekeep.edge.trace.RequestTrace;
import dev.edgekeep.edge.trace.TraceIds;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.x509.cert.Certificate;
import org.jspecify.annotations.Nullable;

/** Writes the exchanges of one connection into logs and metrics. Event loop only. */
final class ExchangeRecord {
  private final ExchangeLogs logs;
  private final ClientConnection connection;
  private final AccessEntry.Builder entry;
  private @Nullable Certificate serialOf;
  private @Nullable String serial;

  ExchangeRecord(ExchangeLogs logs, ClientConnection connection) {
    this.logs = logs;
    this.connection = connection;
    this.entry =
        AccessEntry.of(
            connection.remoteAddress(), connection.tlsVersion(), connection.cipherSuite());
    KeyOperationTrace operation = connection.keyOperation();
    if (operation != null) {
      entry.keyOperation(operation.id());
    }
  }

  /** A request has its response, or will have none. */
  void answered(Exchange exchange, long nanos) {
    logs.metrics().requestCompleted(exchange.version().label(), exchange.status(), nanos);
  }

  /** An exchange is over, with the tunnel that it may have become. */
  void ended(Exchange exchange, String outcome, long nanos, long requestBytes, long responseBytes) {
    ClientVerdict verdict = exchange.verdict();
    RequestTrace trace = exchange.trace();
    if (trace != null) {
      RequestSpan.end(trace, exchange, connection, serial(verdict), outcome);
    }
    logs.access()
        .record(
            entry
                .time(exchange.startMillis(), nanos)
                .request(
                    exchange.requestId(),
                    exchange.version().label(),
                    exchange.hostName(),
                    exchange.method(),
                    exchange.target())
                .client(verdict.verdict(), serial(verdict))
                .response(exchange.status(), exchange.originName(), exchange.rules().ruleName())
                .failure(exchange.failure())
                .bytes(requestBytes, responseBytes)
                .trace(ids(exchange))
                .build(outcome));
  }

  private static @Nullable TraceIds ids(Exchange exchange) {
    RequestTrace trace = exchange.trace();
    return trace == null ? null : trace.ids();
  }

  void refused(Exchange exchange, Decision.Refuse refusal) {
    logs.metrics().requestRefused(refusal.reason());
    EdgeEvent.Builder event =
        event(EdgeEvent.Kind.REQUEST_REFUSED, refusal.detail())
            .request(exchange.eventHost(), exchange.requestId())
            .trace(ids(exchange));
    presented(event, refusal.verdict());
    if (refusal.status() == 403) {
      event.verdict(refusal.verdict().verdict());
      if (refusal.host() != null) {
        event.acceptableCas(
            refusal.host().config().clientAuth().cas().stream().map(ClientCa::name).toList());
      }
    }
    logs.events().record(event.build());
  }

  /** The client sent something that is not a request: a frame that HTTP/2 does not allow. */
  void malformed(String detail) {
    logs.metrics().requestRefused("malformed");
    logs.events()
        .record(
            event(EdgeEvent.Kind.REQUEST_REFUSED, detail).host(connection.serverName()).build());
  }

  /** Rules were evaluated for a request. */
  void rulesApplied(Exchange exchange, Decision decision) {
    RuleOutcome rules = decision.rules();
    for (Rule rule : rules.logged()) {
      String detail = "rule \"%s\" matched".formatted(rule.name());
      ruleEvent(exchange, EdgeEvent.Kind.RULE_MATCHED, rule.name(), detail);
    }
    switch (decision) {
      case Decision.Answer answer -> blocked(exchange, rules, answer.detail());
      case Decision.Close close -> blocked(exchange, rules, close.detail());
      case Decision.Forward _, Decision.Redirect _, Decision.Respond _, Decision.Refuse _ -> {}
    }
  }

  private void blocked(Exchange exchange, RuleOutcome rules, String detail) {
    logs.metrics().requestRefused("rule");
    ruleEvent(exchange, EdgeEvent.Kind.REQUEST_BLOCKED, rules.ruleName(), detail);
  }

  private void ruleEvent(
      Exchange exchange, EdgeEvent.Kind kind, @Nullable String rule, String detail) {
    ClientVerdict verdict = exchange.verdict();
    EdgeEvent.Builder event =
        event(kind, detail)
            .request(exchange.eventHost(), exchange.requestId())
            .trace(ids(exchange))
            .verdict(verdict.verdict())
            .rule(rule);
    logs.events().record(presented(event, verdict).build());
  }

  void originFailed(Exchange exchange, String server, OriginFailure failure) {
    String detail = "origin server " + server + ": " + failure.detail();
    logs.events()
        .record(
            event(EdgeEvent.Kind.ORIGIN_FAILED, detail)
                .request(exchange.eventHost(), exchange.requestId())
                .trace(ids(exchange))
                .build());
  }

  private EdgeEvent.Builder event(EdgeEvent.Kind kind, String detail) {
    return EdgeEvent.builder(logs.clock().instant(), kind, detail)
        .clientAddress(connection.remoteAddress());
  }

  /** Adds the certificate that the client presented, if any. */
  private EdgeEvent.Builder presented(EdgeEvent.Builder event, ClientVerdict verdict) {
    String number = serial(verdict);
    if (number != null) {
      Certificate leaf = verdict.presented().getFirst();
      event
          .certificate(number, leaf.issuer().toString(), leaf.subject().toString())
          .fingerprint(leaf.sha256().hex());
    }
    return event;
  }

  // Nearly always the leaf of the last request: its text is created once.
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
