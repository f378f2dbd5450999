package dev.edgekeep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slow and greedy callers cost themselves only. */
class GreedyCallersTest extends ControlHarness {
  private static final String HOST = "Host: localhost\r\n";
  private static final String OCSP =
      "POST /api/v1/ocsp HTTP/1.1\r\n" + HOST + "Content-Type: application/ocsp-request\r\n";
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(1);

  private ApiLimits limits = ApiLimits.ofThisProcess();
  private final RawCalls calls = new RawCalls(() -> control().url());

  @Override
  protected ApiLimits apiLimits() {
    return limits;
  }

  private ApiClient begin() {
    return start(Databases.SQLITE);
  }

  @AfterEach
  void hangUp() {
    calls.close();
  }

  private int health() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(control().url() + "/healthz")).timeout(LONG).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static int createSite(ApiClient api) {
    return api.post("/sites", "{\"name\": \"example.com\"}").status();
  }

  @Test
  void bodiesThatComeSlowlyStopNoOtherCall() throws Exception {
    ApiClient api = begin();
    for (int i = 0; i < 60; i++) {
      calls.begin(OCSP + "Content-Length: 1000\r\n\r\n0");
    }
    assertThat(health()).isEqualTo(200);
    assertThat(createSite(api)).isEqualTo(201);
  }

  @Test
  void aTokenHasSomeStreamsAndOthersGoOn() throws Exception {
    ApiClient api = begin();
    String viewer =
        api.post("/tokens", "{\"name\": \"console\", \"role\": \"viewer\"}").text("/token");
    String request =
        "GET /api/v1/events HTTP/1.1\r\n"
            + HOST
            + "Accept: text/event-stream\r\nAuthorization: Bearer "
            + viewer
            + "\r\n\r\n";
    List<String> heads = new ArrayList<>();
    for (int i = 0; i <= limits.streams().ofToken(); i++) {
      heads.add(RawCalls.head(calls.begin(request)));
    }
    assertThat(heads.removeLast()).startsWith("HTTP/1.1 429 ").contains("Retry-After:");
    assertThat(heads).allMatch(head -> head.startsWith("HTTP/1.1 200 "));
    assertThat(health()).isEqualTo(200);
    assertThat(createSite(api)).isEqualTo(201);
    assertThat(api.as(viewer).get("/sites").status()).isEqualTo(200);
  }

  private void begin(String request, int count) {
    try {
      for (int i = 0; i < count; i++) {
        calls.begin(request);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aTokenWithSlowCallsLeavesPlacesToOthersOfItsAccount() throws Exception {
    ApiClient api = begin();
    String viewer =
        api.post("/tokens", "{\"name\": \"console\", \"role\": \"viewer\"}").text("/token");
    String request =
        "POST /api/v1/rules/check HTTP/1.1\r\n%sAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\n0"
            .formatted(HOST, viewer);
    // Some may be turned away on their way, when many come at once: more follow.
    Eventually.await(
        "it has its share",
        () -> {
          begin(request, limits.calls().ofToken());
          return api.as(viewer).get("/sites").status() == 429;
        });
    assertThat(createSite(api)).isEqualTo(201);
    assertThat(limits.calls().ofToken()).isLessThan(limits.calls().ofAccount());
  }

  @Test
  void aBodyThatIsSaidToBeTooLargeIsRefusedBeforeItComes() throws Exception {
    begin();
    Socket ocsp = calls.begin(OCSP + "Content-Length: 32769\r\n\r\n");
    assertThat(RawCalls.rest(ocsp))
        .startsWith("HTTP/1.1 413 ")
        .contains("urn:edgekeep:problem:too-large", "32 KiB");
    String withToken =
        "POST /api/v1/sites HTTP/1.1\r\n%sAuthorization: Bearer %s\r\nContent-Length: 1048577\r\n\r\n"
            .formatted(HOST, token());
    assertThat(RawCalls.rest(calls.begin(withToken))).startsWith("HTTP/1.1 413 ").contains("1 MiB");
  }

  private String token() throws IOException {
    return Files.readString(folder.resolve("admin.token")).strip();
  }

  @Test
  void aChunkedBodyIsCountedWhileItComes() throws Exception {
    begin();
    Socket ocsp = calls.begin(OCSP + "Transfer-Encoding: chunked\r\n\r\n");
    String chunk = "1000\r\n" + "0".repeat(4096) + "\r\n";
    for (int i = 0; i < 9; i++) {
      RawCalls.send(ocsp, chunk);
    }
    assertThat(RawCalls.head(ocsp)).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void aBodyOfAStrangerIsNotRead() throws Exception {
    begin();
    Socket stranger =
        calls.begin("POST /api/v1/sites HTTP/1.1\r\n" + HOST + "Content-Length: 900000\r\n\r\n");
    assertThat(RawCalls.head(stranger)).startsWith("HTTP/1.1 401 ");
  }

  private void withTimes(Duration header, Duration body) {
    limits = limits.withTimes(new ApiLimits.Times(header, LONG, body, body, LONG));
  }

  @Test
  void aBodyThatDoesNotComeInTimeIsRefused() throws Exception {
    withTimes(LONG, SHORT);
    begin();
    Socket slow = calls.begin(OCSP + "Content-Length: 1000\r\n\r\n0");
    assertThat(RawCalls.rest(slow))
        .startsWith("HTTP/1.1 408 ")
        .contains("urn:edgekeep:problem:timeout");
  }

  @Test
  void aBodyThatTricklesEndsInTime() throws Exception {
    withTimes(LONG, SHORT);
    begin();
    Socket slow = calls.begin(OCSP + "Transfer-Encoding: chunked\r\n\r\n");
    Thread trickle = Thread.ofVirtual().start(() -> trickle(slow));
    assertThat(trickle.join(LONG)).isTrue();
  }

  /** Sends a chunk of one byte at a time until nobody listens. */
  private static void trickle(Socket socket) {
    try {
      while (true) {
        RawCalls.send(socket, "1;extension\r\n0\r\n");
      }
    } catch (IOException e) {
      return; // the server has ended it, as it should
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /healthz HTTP/1.1\r\nX-Slow: "})
  void aHeaderThatDoesNotComeInTimeIsRefused(String beginning) throws Exception {
    withTimes(SHORT, LONG);
    begin();
    assertThat(RawCalls.rest(calls.begin(beginning))).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void aConnectionTooManyTakesThePlaceOfTheSlowest() throws Exception {
    limits = limits.withConnections(new ApiLimits.Connected(12, 8));
    ApiClient api = begin();
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      slow.add(calls.begin(OCSP + "Content-Length: 1000\r\n\r\n0"));
    }
    assertThat(health()).isEqualTo(200);
    assertThat(createSite(api)).isEqualTo(201);
    assertThat(RawCalls.rest(slow.getFirst())).isEmpty();
  }

  @Test
  void anUploadMayBeLargerThanOtherBodies() {
    ApiClient api = begin();
    createSite(api);
    String large = "{\"name\": \"x\", \"certificates\": \"%s\"}".formatted("A".repeat(2 << 20));
    Reply upload = api.post("/sites/example.com/client-cas", large);
    assertThat(upload.status()).isEqualTo(422);
    assertThat(api.post("/certificates", large).status()).isEqualTo(413);
  }
}
