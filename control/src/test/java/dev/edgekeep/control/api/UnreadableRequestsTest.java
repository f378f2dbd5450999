package dev.edgekeep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** An unreadable request is answered with a problem detail, too, and ends the connection. */
class UnreadableRequestsTest extends ControlHarness {
  private static final String HOST = "Host: localhost\r\n";

  @Test
  void aPathThatIsTooLongIsSo() throws IOException {
    String long16k = "a".repeat(16_384);
    assertThat(answer("GET /api/v1/sites?cursor=" + long16k + " HTTP/1.1\r\n" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 414 ")
        .contains("application/problem+json", "\"urn:edgekeep:problem:uri-too-long\"");
  }

  @Test
  void aHeaderThatIsTooLargeIsSo() throws IOException {
    String large = "X-Large: " + "a".repeat(16_384) + "\r\n";
    assertThat(answer("GET /api/v1/sites HTTP/1.1\r\n" + HOST + large + "\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("application/problem+json", "\"urn:edgekeep:problem:fields-too-large\"");
  }

  @Test
  void whatIsNoRequestIsSo() throws IOException {
    assertThat(answer("GET /api/v1/sites HTTP/1.1\r\nHost: a b\r\nno field\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json", "\"urn:edgekeep:problem:malformed\"")
        .doesNotContainIgnoringCase("jetty");
  }

  private String answer(String request) throws IOException {
    start(Databases.SQLITE);
    URI api = URI.create(control().url());
    try (Socket socket = new Socket(api.getHost(), api.getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
