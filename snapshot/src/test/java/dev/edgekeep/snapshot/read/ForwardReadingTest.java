package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.value.Problem;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardedHost;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code host} and {@code headers} of {@code forward}. */
class ForwardReadingTest {
  private static final String CERTIFICATE =
      "    certificate: {chain: {file: www.pem}, key: {file: www.key}}\n";

  @TempDir Path folder;

  private ReadResult read(String forward) {
    return new TestSite(folder)
        .read(
            TestSite.DOCUMENTED.replace(
                CERTIFICATE, CERTIFICATE + "    forward: {" + forward + "}\n"));
  }

  private ForwardPolicy policy(String forward) {
    return switch (read(forward)) {
      case Read read ->
          Objects.requireNonNull(read.snapshot().hosts().get(new HostPattern("www.example.com")))
              .forward();
      case Refused refused -> throw new AssertionError(refused.problems().toString());
    };
  }

  private List<Problem> problems(String forward) {
    return switch (read(forward)) {
      case Read _ -> throw new AssertionError("it was accepted");
      case Refused refused -> refused.problems();
    };
  }

  @Test
  void theHostIsTheClientsTheServersOrAnyText() {
    assertThat(policy("").host()).isEqualTo(ForwardedHost.OF_CLIENT);
    assertThat(policy("preserveHost: true").host()).isEqualTo(ForwardedHost.OF_CLIENT);
    assertThat(policy("preserveHost: false").host()).isEqualTo(ForwardedHost.OF_SERVER);
    for (String host : List.of("app.internal", "app_1:8080", "[2001:db8::1]:80", "192.0.2.1")) {
      assertThat(policy("host: \"%s\"".formatted(host)).host())
          .isEqualTo(new ForwardedHost.Fixed(host));
    }
  }

  @Test
  void aHeaderHasANameAndATemplate() {
    assertThat(policy("headers: {X-Client-Subject: \"${client.subject_dn}\", X-Id: a}").headers())
        .extracting(header -> header.name() + "=" + header.value())
        .containsExactly("X-Client-Subject=${client.subject_dn}", "X-Id=a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host: 'a b'|it is not a host",
        "host: 'http://a'|it is not a host",
        "host: \"a\\r\\nX: y\"|it is not a host",
        "host: a, preserveHost: false|keep one of them",
        "headers: {X-A: '${client.subject}'}|at character 1: there is no fact \"client.subject\";"
            + " did you mean \"client.subject_dn\"?",
        "headers: {X-A: 'abc ${x}'}|at character 5: there is no fact \"x\"; there are"
            + " client.subject_dn",
        "headers: {X-A: 'abc ${request.id'}|at character 5: this ${ has no }",
        "headers: {X-A: \"a\\r\\nb\"}|at character 2: a header's value has visible ASCII",
        "headers: {X-A: 'ä'}|escape the others as %HH",
        "headers: {X-A: ''}|0 characters",
        "headers: {'X A': a}|is not a header name",
        "headers: {X-A: a, X_A: b}|an origin may take X_A for X-A",
        "headers: {X_Forwarded_For: a}|an origin may take X_Forwarded_For for clientAddress",
      })
  void aMistakeIsToldWithItsPlace(String forward, String message) {
    assertThat(problems(forward)).singleElement().asString().contains(message).contains("forward");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "connection",
        "Transfer_Encoding",
        "Content-Length",
        "TE",
        "Trailer",
        "Upgrade",
        "Keep-Alive",
        "Proxy-Authorization",
        "HTTP2-Settings",
        "Client-Cert",
        "X-Forwarded-Client-Cert",
        "Edgekeep-Anything",
        "X-Request-Id",
        "Sec-WebSocket-Key",
      })
  void namesThatFrameMessagesOrSpeakForTheEdgeAreRefused(String name) {
    assertThat(problems("headers: {%s: a}".formatted(name)))
        .singleElement()
        .asString()
        .contains("is the edge's own; give another header");
  }
}
