package dev.edgekeep.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class DemoOriginTest {
  @Test
  void itReturnsTheRequest() throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    try (DemoOrigin origin = DemoOrigin.start(anyPort);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + origin.address().getPort() + "/a?b=c"))
              .header("Edgekeep-Client-Verdict", "verified")
              .header("X-Other", "is not shown")
              .POST(HttpRequest.BodyPublishers.ofString("12345"))
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("POST /a?b=c\n", "Edgekeep-Client-Verdict: verified\n", "a body of 5 bytes")
          .doesNotContain("is not shown");
    }
  }
}
