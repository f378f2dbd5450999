package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Bodies are streamed, and a slow reader slows the writer (invariant 6): what the edge holds of a
 * body that nobody takes is what the kernel's buffers and its own bounds hold, and no more.
 */
final class StreamingTest {
  private static final String HOST = "Host: www.example.com\r\n";
  private static final long HUGE = 128L * 1024 * 1024;

  /** Far less than the body, and well above what sockets on loopback may buffer. */
  private static final long BOUND = 32L * 1024 * 1024;

  private static final byte[] BLOCK = new byte[64 * 1024];

  private final EdgeHarness edge = new EdgeHarness();
  private final FastPair fast;

  StreamingTest() throws IOException {
    fast = new FastPair(HUGE);
  }

  @AfterEach
  void stop() throws IOException {
    edge.close();
    fast.close();
  }

  /** Writes the block until so many bytes are out; counts them as they go. */
  private static void pour(OutputStream out, long size, AtomicLong written) throws IOException {
    while (written.get() < size) {
      out.write(BLOCK);
      written.addAndGet(BLOCK.length);
    }
    out.flush();
  }

  /** The bytes written to a peer that takes none, once a pair beside it has moved a whole body. */
  private long stalledAt(AtomicLong count) throws Exception {
    fast.transfer(edge);
    return count.get();
  }

  private EdgeHarness serving(TestOrigin origin) {
    return edge.serve(
        EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())), fast.host());
  }

  private static TestOrigin pouring(AtomicLong written) throws IOException {
    return new TestOrigin((head, in, out) -> {
      out.write(
          ("HTTP/1.1 200 OK\r\nContent-Length: " + HUGE + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      pour(out, HUGE, written);
      return true;
    });
  }

  @Test
  void aSlowHttp1ReaderSlowsTheOrigin() throws Exception {
    AtomicLong written = new AtomicLong();
    try (TestOrigin origin = pouring(written);
        RawClient client = new RawClient(serving(origin))) {
      client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(stalledAt(written)).isLessThan(BOUND);
      assertThat(client.drain(HUGE)).isEqualTo(HUGE);
      assertThat(edge.nextEntry().responseBytes()).isEqualTo(HUGE);
    }
  }

  @Test
  void aSlowHttp2ReaderSlowsTheOriginAndNoOtherStream() throws Exception {
    AtomicLong written = new AtomicLong();
    try (TestOrigin origin = pouring(written);
        RawHttp2Client client = new RawHttp2Client(serving(origin), 30_000)) {
      client.get(1);
      assertThat(stalledAt(written)).isLessThan(BOUND);
      client.headers(3, true, RawHttp2Client.request("GET").authority("unknown.example.com"));
      long received = 0;
      RawHttp2Client.Frame frame = client.next();
      while (frame.streamId() != 3 || !frame.isLast()) {
        boolean isData = frame.type() == RawHttp2Client.DATA && frame.streamId() == 1;
        received += isData ? frame.payload().length() : 0;
        frame = client.next();
      }
      while (received < HUGE) {
        client.window(0, 1 << 20);
        client.window(1, 1 << 20);
        long goal = Math.min(HUGE, received + (1 << 20));
        while (received < goal) {
          received += client.next(RawHttp2Client.DATA).payload().length();
        }
      }
      assertThat(received).isEqualTo(HUGE);
    }
  }

  @Test
  void aSlowOriginSlowsTheClientsUpload() throws Exception {
    AtomicLong taken = new AtomicLong();
    AtomicLong written = new AtomicLong();
    CountDownLatch go = new CountDownLatch(1);
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              taken.set(HUGE - TestOrigin.missing(in, HUGE));
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
              return true;
            });
        RawClient client = new RawClient(serving(origin))) {
      client.send("PUT / HTTP/1.1\r\n" + HOST + "Content-Length: " + HUGE + "\r\n\r\n");
      Thread uploading =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  pour(client.socket.getOutputStream(), HUGE, written);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(stalledAt(written)).isLessThan(BOUND);
      go.countDown();
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      uploading.join();
      assertThat(taken).hasValue(HUGE);
    }
  }

  @Test
  void anHttp2UploadMayOnlyBeAWindowAheadOfTheOrigin() throws Exception {
    AtomicLong taken = new AtomicLong();
    CountDownLatch go = new CountDownLatch(1);
    long size = 64L * 1024 * 1024;
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              taken.set(size - TestOrigin.missing(in, size));
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
              return true;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.headers(
          1, false, RawHttp2Client.request("PUT", "content-length", String.valueOf(size)));
      UploadWindow window = new UploadWindow(client, 1);
      Thread uploading = Thread.ofVirtual().start(() -> window.upload(size));
      assertThat(stalledAt(window.sent)).isLessThan(BOUND);
      go.countDown();
      uploading.join();
      assertThat(client.decode(client.next(RawHttp2Client.HEADERS)).status()).hasToString("200");
      assertThat(taken).hasValue(size);
    }
  }

  /** Sends as the edge's windows allow. */
  private static final class UploadWindow {
    final AtomicLong sent = new AtomicLong();
    private final RawHttp2Client client;
    private final int streamId;
    private long streamWindow = 256 * 1024;
    private long connectionWindow = 65_535;

    UploadWindow(RawHttp2Client client, int streamId) {
      this.client = client;
      this.streamId = streamId;
    }

    void upload(long size) {
      try {
        while (sent.get() < size) {
          long allowed = Math.min(Math.min(streamWindow, connectionWindow), size - sent.get());
          int length = (int) Math.min(allowed, 16 * 1024);
          if (length == 0) {
            takeUpdate();
          } else {
            client.data(streamId, sent.get() + length == size, "x".repeat(length));
            streamWindow -= length;
            connectionWindow -= length;
            sent.addAndGet(length);
          }
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private void takeUpdate() throws IOException {
      RawHttp2Client.Frame update = client.nextUpdate();
      if (update.streamId() == 0) {
        connectionWindow += update.number(0);
      } else {
        streamWindow += update.number(0);
      }
    }
  }
}
