package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections have a speed in each direction, and whoever is faster is slowed down. */
final class SpeedLimitTest {
  private static final int SPEED = 64 * 1024;
  private static final int SIZE = 128 * 1024;

  /** A full bucket is a quarter of a second; the rest of the body takes its time. */
  private static final long LEAST_NANOS = Duration.ofMillis(1_700).toNanos();

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin, long download, long upload) {
    HostLimits limits =
        new HostLimits(0, Duration.ZERO, HostLimits.SlowBody.DEFAULT, download, upload);
    return edge.serve(
        EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port()))
            .withExchange(ExchangePolicy.DEFAULT.withLimits(limits)));
  }

  /** An origin that takes a whole body, and says how large it was. */
  private static TestOrigin taking() throws IOException {
    return new TestOrigin((head, in, out) -> {
      String size = String.valueOf(TestOrigin.readChunked(in).length());
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + size.length() + "\r\n\r\n" + size;
      out.write(answer.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return true;
    });
  }

  @Test
  void downloadsAreNoFasterThanTheLimitAndComplete() throws Exception {
    String body = "0123456789abcdef".repeat(SIZE / 16);
    try (TestOrigin origin = TestOrigin.saying(body);
        RawClient client = new RawClient(serving(origin, SPEED, 0));
        RawHttp2Client second = new RawHttp2Client(edge, 1 << 20)) {
      long begun = System.nanoTime();
      client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      assertThat(client.response()).endsWith(body);
      assertThat(System.nanoTime() - begun).isGreaterThan(LEAST_NANOS);
      assertThat(edge.nextEntry().outcome()).isEqualTo("complete");
      second.window(0, 1 << 20);
      begun = System.nanoTime();
      second.get(1);
      assertThat(second.response().body()).isEqualTo(body);
      assertThat(System.nanoTime() - begun).isGreaterThan(LEAST_NANOS);
    }
  }

  @Test
  void streamsOfOneConnectionShareItsSpeed() throws Exception {
    String body = "x".repeat(SIZE / 2);
    try (TestOrigin origin = TestOrigin.saying(body);
        RawHttp2Client client = new RawHttp2Client(serving(origin, SPEED, 0), 1 << 20)) {
      client.window(0, 1 << 20);
      long begun = System.nanoTime();
      client.get(1);
      client.get(3);
      int ended = 0;
      long received = 0;
      while (ended < 2) {
        RawHttp2Client.Frame frame = client.next(RawHttp2Client.DATA);
        received += frame.payload().length();
        ended += frame.isLast() ? 1 : 0;
      }
      assertThat(received).isEqualTo(SIZE);
      assertThat(System.nanoTime() - begun).isGreaterThan(LEAST_NANOS);
    }
  }

  @Test
  void aSlowDownloadSlowsTheOrigin() throws Exception {
    AtomicLong written = new AtomicLong();
    long all = 64L * 1024 * 1024;
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              out.write(
                  ("HTTP/1.1 200 OK\r\nContent-Length: " + all + "\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
              while (written.get() < all) {
                out.write(new byte[SIZE]);
                written.addAndGet(SIZE);
              }
              return true;
            });
        RawClient client = new RawClient(serving(origin, SPEED, 0))) {
      client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n").head();
      assertThat(client.drain(SPEED)).isEqualTo(SPEED);
      assertThat(written.get()).isLessThan(all / 2);
    }
    assertThat(edge.nextEntry().outcome()).isEqualTo("client-aborted");
  }

  @Test
  void uploadsAreNoFasterThanTheLimitAndComplete() throws Exception {
    try (TestOrigin origin = taking();
        RawClient client = new RawClient(serving(origin, 0, SPEED));
        RawHttp2Client second = new RawHttp2Client(edge)) {
      long begun = System.nanoTime();
      client.send(
          "POST /a HTTP/1.1\r\nHost: www.example.com\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n"
              + "x".repeat(SIZE)
              + "\r\n0\r\n\r\n");
      assertThat(client.response()).endsWith(String.valueOf(SIZE));
      assertThat(System.nanoTime() - begun).isGreaterThan(LEAST_NANOS);
      begun = System.nanoTime();
      second.headers(1, false, RawHttp2Client.request("POST"));
      for (int sent = 0; sent < SIZE; sent += 16_384) {
        second.data(1, sent + 16_384 == SIZE, "x".repeat(16_384));
      }
      assertThat(second.response().body()).isEqualTo(String.valueOf(SIZE));
      assertThat(System.nanoTime() - begun).isGreaterThan(LEAST_NANOS);
    }
  }

  @Test
  void aClientThatLeavesItsSlowUploadLeavesNothingBehind() throws Exception {
    try (TestOrigin origin = taking()) {
      try (RawClient client = new RawClient(serving(origin, 0, SPEED))) {
        client.send(
            "POST /a HTTP/1.1\r\n"
                + "Host: www.example.com\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "20000\r\n"
                + "x".repeat(SIZE));
        origin.nextHead();
      }
      Eventually.await("the origin's connection ends", () -> origin.ended() == 1);
      assertThat(edge.nextEntry().outcome()).isEqualTo("client-aborted");
    }
  }
}
