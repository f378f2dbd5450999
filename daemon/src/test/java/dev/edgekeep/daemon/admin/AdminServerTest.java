package dev.edgekeep.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The behaviour that the pages of all programs share. */
@Timeout(300)
class AdminServerTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final CountDownLatch released = new CountDownLatch(1);
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        AdminServer.start(
            ANY_PORT,
            RequestGuard.addressesOnly(),
            List.of(
                AdminPage.readOnly("/quick", request -> text(request.parameter("say", "quick"))),
                AdminPage.readOnly("/slow", request -> slow()),
                AdminPage.readOnly(
                    "/broken",
                    request -> {
                      throw new IOException("no disk");
                    })));
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.close();
  }

  private AdminResponse slow() throws IOException {
    try {
      released.await();
      return text("slow");
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static AdminResponse text(String text) {
    return new AdminResponse(AdminResponse.OK, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPageThatBlocksDelaysNoOther() throws IOException {
    try (Socket waiting = connect("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      assertThat(answer("/quick?say=now")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nnow");
      released.countDown();
      byte[] status = waiting.getInputStream().readNBytes(15);
      assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void requestsThatAreSentAheadAreAnsweredInTheirOrder() throws IOException {
    String ahead = "GET /quick?say=%d HTTP/1.1\r\nHost: localhost\r\n%s\r\n";
    String all =
        ahead.formatted(1, "")
            + ahead.formatted(2, "")
            + ahead.formatted(3, "Connection: close\r\n");
    assertThat(read(all)).containsSubsequence("\r\n\r\n1HTTP", "\r\n\r\n2HTTP", "\r\n\r\n3");
  }

  @Test
  void aPageThatFailsIsAnsweredWithWhy() throws IOException {
    assertThat(answer("/broken"))
        .startsWith("HTTP/1.1 500 ")
        .contains("{\"error\":\"Internal Server Error\",\"detail\":\"the page failed: ")
        .contains("no disk");
  }

  @Test
  void theMethodIsLookedAtBeforeThePage() throws IOException {
    assertThat(read("DELETE /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .containsIgnoringCase("allow: GET, HEAD\r\n")
        .contains("\"detail\":\"/slow is for GET, HEAD\"");
  }

  @Test
  void anotherPathIsToldWhichThereAre() throws IOException {
    assertThat(answer("/slow/"))
        .startsWith("HTTP/1.1 404 ")
        .endsWith(
            "{\"error\":\"Not Found\",\"detail\":\"there are /quick, /slow and /broken here\"}\n");
  }

  @Test
  void aLongBodyIsRefused() throws IOException {
    assertThat(read("GET /quick HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void nobodyLocksOthersOutByHoldingConnections() throws IOException {
    try (Socket held = connect("")) {
      for (int i = 0; i < 300; i++) {
        connect("GET").close();
      }
      assertThat(answer("/quick")).startsWith("HTTP/1.1 200 ");
      assertThat(held.isConnected()).isTrue();
    }
  }

  private String answer(String path) throws IOException {
    return read("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  private String read(String request) throws IOException {
    try (Socket socket = connect(request)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Socket connect(String request) throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
