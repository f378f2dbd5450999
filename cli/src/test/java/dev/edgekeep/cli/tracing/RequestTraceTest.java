package dev.edgekeep.cli.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.OtlpCollector.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One request is followed through edge, key server and origin, in logs and in spans. */
class RequestTraceTest {
  private static final String ALL = "{otlp: {endpoint: \"COLLECTOR\"}, sampleRatio: 1}";
  private static final String TRUSTING =
      "{otlp: {endpoint: \"COLLECTOR\"}, sampleRatio: 0, trustClient: true}";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SAMPLED = "traceparent: 00-%s-00f067aa0ba902b7-01".formatted(TRACE);

  @TempDir private Path folder;

  @Test
  void onePairOfIdsIsInAllThreeLogsWithoutTraces() throws Exception {
    try (TracedFleet fleet = TracedFleet.start(folder, null, null)) {
      String response = fleet.get("/", SAMPLED);
      String requestId = field(response, "(?i)x-request-id: ([0-9a-f]+)");
      String access = line(fleet, "access.log", requestId);
      String operation = field(access, "\"keyOperation\":\"([0-9a-f]{16})\"");
      assertThat(line(fleet, "audit.log", operation)).contains("\"operation\":\"ecdsa-sign");
      assertThat(fleet.originField(0, "X-request-id")).isEqualTo(requestId);
      assertThat(access).doesNotContain("traceId");
      assertThat(fleet.originField(0, "Traceparent")).as("passes as it is").contains(TRACE);
      assertThat(fleet.collector.spans()).isEmpty();
    }
  }

  @Test
  void aRefusedHandshakeNamesTheOperationThatFailed() throws Exception {
    try (TracedFleet fleet = TracedFleet.start(folder, ALL, ALL)) {
      fleet.replaceKey();
      assertThat(fleet.fails("/")).isTrue();
      String event = line(fleet, "events.log", "handshake-refused");
      String operation = field(event, "\"keyOperation\":\"([0-9a-f]{16})\"");
      assertThat(line(fleet, "audit.log", operation)).contains("\"outcome\":\"key-not-found\"");
      Received handshake = span(fleet, "edgekeep-edge", "TLS handshake", "");
      Received asked =
          span(fleet, "edgekeep-edge", "keyless ecdsa-sign-sha256", handshake.spanId());
      assertThat(asked.attributes()).containsEntry("error.type", "key-not-found");
      assertThat(span(fleet, "edgekeep-keyserver", asked.name(), asked.spanId()).attributes())
          .containsEntry("edgekeep.outcome", "key-not-found");
    }
  }

  @Test
  void spansOfEdgeAndKeyServerFormTheTraceThatTheOriginContinues() throws Exception {
    try (TracedFleet fleet = TracedFleet.start(folder, ALL, ALL)) {
      fleet.get("/a?secret=1");
      Received request = span(fleet, "edgekeep-edge", "GET", "");
      Received attempt = span(fleet, "edgekeep-edge", "GET", request.spanId());
      Received handshake = span(fleet, "edgekeep-edge", "TLS handshake", "");
      Received asked =
          span(fleet, "edgekeep-edge", "keyless ecdsa-sign-sha256", handshake.spanId());
      Received signed =
          span(fleet, "edgekeep-keyserver", "keyless ecdsa-sign-sha256", asked.spanId());

      assertThat(fleet.originField(0, "Traceparent"))
          .matches("00-%s-%s-0[13]".formatted(request.traceId(), attempt.spanId()));
      assertThat(signed.traceId()).isEqualTo(handshake.traceId());
      assertThat(request.span().getLinksList()).hasSize(1);
      assertThat(request.attributes())
          .containsEntry("http.request.method", "GET")
          .containsEntry("http.response.status_code", "200")
          .containsEntry("url.path", "/a")
          .containsEntry("server.address", "www.example.com")
          .containsEntry("edgekeep.verdict", "absent")
          .containsEntry("edgekeep.outcome", "complete");
      assertThat(fleet.collector.spans().toString()).doesNotContain("secret");

      String access = line(fleet, "access.log", request.traceId());
      assertThat(access).contains("\"spanId\":\"%s\"".formatted(request.spanId()));
      String operation = field(access, "\"keyOperation\":\"([0-9a-f]{16})\"");
      assertThat(signed.attributes()).containsEntry("edgekeep.key_operation.id", operation);
      assertThat(request.attributes()).containsEntry("edgekeep.key_operation.id", operation);
      assertThat(line(fleet, "audit.log", operation)).isNotBlank();
      assertThat(fleet.metrics()).contains("edgekeep_trace_spans_total{outcome=\"exported\"}");
    }
  }

  @Test
  void eachAttemptAtTheOriginIsASpan() throws Exception {
    try (TracedFleet fleet = TracedFleet.start(folder, ALL, null)) {
      fleet.get("/busy-once");
      Received request = span(fleet, "edgekeep-edge", "GET", "");
      Eventually.await("two attempts", () -> attempts(fleet, request).size() == 2);
      List<Received> attempts = attempts(fleet, request);
      assertThat(attempts)
          .extracting(each -> each.attributes().get("http.response.status_code"))
          .containsExactly("503", "200");
      assertThat(attempts)
          .extracting(each -> each.attributes().get("http.request.resend_count"))
          .containsExactly(null, "1");
      for (int i = 0; i < 2; i++) {
        assertThat(fleet.originField(i, "Traceparent"))
            .startsWith("00-%s-%s-".formatted(request.traceId(), attempts.get(i).spanId()));
      }
      assertThat(line(fleet, "events.log", "origin-failed")).contains(request.traceId());
    }
  }

  @Test
  void aClientThatIsNotTrustedCannotSetTheTrace() throws Exception {
    try (TracedFleet fleet = TracedFleet.start(folder, ALL, null)) {
      fleet.get("/", SAMPLED, "Tracestate: vendor=1");
      assertThat(fleet.originField(0, "Traceparent")).doesNotContain(TRACE).matches(".*-0[13]");
      assertThat(fleet.originField(0, "Tracestate")).isNull();
      assertThat(span(fleet, "edgekeep-edge", "GET", "").traceId()).isNotEqualTo(TRACE);
    }
  }

  @Test
  void aTrustedClientsTraceAndDecisionAreContinued() throws Exception {
    try (TracedFleet fleet = TracedFleet.start(folder, TRUSTING, null)) {
      fleet.get("/", SAMPLED, "Tracestate: vendor=1");
      assertThat(fleet.originField(0, "Traceparent")).startsWith("00-" + TRACE).endsWith("-01");
      assertThat(fleet.originField(0, "Tracestate")).isEqualTo("vendor=1");
      assertThat(span(fleet, "edgekeep-edge", "GET", "00f067aa0ba902b7").traceId())
          .isEqualTo(TRACE);
      fleet.get("/", SAMPLED.replace("-01", "-00"));
      assertThat(fleet.originField(1, "Traceparent")).startsWith("00-" + TRACE).endsWith("-00");
    }
  }

  @Test
  void aMalformedContextBeginsAnotherTrace() throws Exception {
    List<String> malformed =
        List.of(
            "traceparent: 00-%s-00f067aa0ba902b7".formatted(TRACE),
            "traceparent: ff-%s-00f067aa0ba902b7-01".formatted(TRACE),
            "traceparent: 00-%s-00f067aa0ba902b7-01".formatted(TRACE.toUpperCase(Locale.ROOT)),
            "traceparent: 00-%s-0000000000000000-01".formatted(TRACE));
    try (TracedFleet fleet = TracedFleet.start(folder, TRUSTING, null)) {
      for (String each : malformed) {
        fleet.get("/", each);
      }
      fleet.get("/", SAMPLED, SAMPLED.replace("b7-", "b8-"));
      for (int i = 0; i <= malformed.size(); i++) {
        assertThat(fleet.originField(i, "Traceparent"))
            .as("%d", i)
            .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]")
            .doesNotContainIgnoringCase(TRACE);
      }
    }
  }

  @Test
  void aReloadStartsAndEndsTraces() throws Exception {
    try (TracedFleet fleet = TracedFleet.start(folder, null, null)) {
      fleet.get("/1");
      fleet.reload(
          "{otlp: {endpoint: \"COLLECTOR\", headers: {Authorization: Bearer x}}, sampleRatio: 1}");
      fleet.get("/2");
      Received request = span(fleet, "edgekeep-edge", "GET", "");
      assertThat(request.attributes()).containsEntry("url.path", "/2");
      assertThat(fleet.collector.authorizations()).contains("Bearer x");
      fleet.reload(null);
      fleet.get("/3");
      assertThat(fleet.originField(2, "Traceparent")).isNull();
    }
  }

  @Test
  void aCollectorThatIsGoneStopsNothingAndIsCounted() throws Exception {
    try (TracedFleet fleet = TracedFleet.start(folder, ALL, null)) {
      fleet.collector.close();
      assertThat(fleet.get("/")).contains("200");
      Eventually.await("a failed export", () -> hasFailed(fleet));
      assertThat(line(fleet, "events.log", "does not accept spans")).contains("warning");
    }
  }

  private static boolean hasFailed(TracedFleet fleet) {
    try {
      return fleet
          .metrics()
          .lines()
          .anyMatch(line ->
              line.startsWith("edgekeep_trace_spans_total{outcome=\"failed\"}")
                  && !line.endsWith(" 0.0"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Received> attempts(TracedFleet fleet, Received request) {
    return fleet.collector.spans().stream()
        .filter(each -> each.parentId().equals(request.spanId()))
        .toList();
  }

  private static Received span(TracedFleet fleet, String service, String name, String parent) {
    Eventually.await(
        "the span %s of %s".formatted(name, service),
        () -> fleet.collector.spans().stream().anyMatch(each -> is(each, service, name, parent)));
    return fleet.collector.spans().stream()
        .filter(each -> is(each, service, name, parent))
        .findFirst()
        .orElseThrow();
  }

  private static boolean is(Received span, String service, String name, String parent) {
    return span.service().equals(service)
        && span.name().equals(name)
        && span.parentId().equals(parent);
  }

  private static String line(TracedFleet fleet, String log, String part) throws IOException {
    Eventually.await(
        part + " in " + log,
        () -> {
          try {
            return fleet.log(log).stream().anyMatch(line -> line.contains(part));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    return fleet.log(log).stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
  }

  private static String field(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }
}
