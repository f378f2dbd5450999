package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A side of a tunnel that takes nothing stalls the other (invariant 6), and no byte is lost. */
final class TunnelStreamingTest {
  private static final String UPGRADE =
      """
      GET / HTTP/1.1\r
      Host: www.example.com\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      \r
      """;

  private static final long HUGE = 96L * 1024 * 1024;

  /** Far less than what is sent, and well above what sockets on loopback may buffer. */
  private static final long BOUND = 32L * 1024 * 1024;

  private static final int BLOCK = 64 * 1024;

  private final EdgeHarness edge = new EdgeHarness();
  private final FastPair fast;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final CountDownLatch go = new CountDownLatch(1);

  TunnelStreamingTest() throws IOException {
    fast = new FastPair(HUGE);
  }

  @AfterEach
  void stop() throws IOException {
    edge.close();
    fast.close();
  }

  private EdgeHarness serving(TestOrigin origin) {
    return edge.serve(
        EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())), fast.host());
  }

  /** Bytes by which their place in the stream can be told. */
  private static byte[] block(long at) {
    byte[] block = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      block[i] = pattern(at + i);
    }
    return block;
  }

  private static byte pattern(long at) {
    return (byte) (at * 31 + (at >>> 16));
  }

  private void pour(OutputStream out) throws IOException {
    while (written.get() < HUGE) {
      out.write(block(written.get()));
      written.addAndGet(BLOCK);
    }
    out.flush();
  }

  /** Reads all of it, and that it is in order. */
  private void take(InputStream in) throws IOException {
    byte[] buffer = new byte[BLOCK];
    while (read.get() < HUGE) {
      int count = in.read(buffer);
      if (count < 0) {
        return;
      }
      for (int i = 0; i < count; i++) {
        if (buffer[i] != pattern(read.get() + i)) {
          throw new IOException("another byte at " + (read.get() + i));
        }
      }
      read.addAndGet(count);
    }
  }

  private void await() throws IOException {
    try {
      if (!go.await(5, TimeUnit.MINUTES)) {
        throw new IOException("the test has ended");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** The bytes written to a peer that takes none, once a pair beside it has moved a whole body. */
  private long stalledAt() throws Exception {
    fast.transfer(edge);
    return written.get();
  }

  @Test
  void aClientThatTakesNothingStallsTheOrigin() throws Exception {
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              pour(out);
              return false;
            });
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(stalledAt()).isLessThan(BOUND);
      take(client.in());
      assertThat(read).hasValue(HUGE);
      assertThat(client.isClosedByEdge()).isTrue();
      client.socket.shutdownOutput();
      assertThat(edge.nextEntry().responseBytes()).isEqualTo(HUGE);
    }
  }

  @Test
  void anOriginThatTakesNothingStallsTheClient() throws Exception {
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              await();
              take(in);
              WebSocketOrigin.write(out, "all");
              return false;
            });
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      Thread pouring = Thread.ofVirtual().start(() -> pourInto(client));
      assertThat(stalledAt()).isLessThan(BOUND);
      go.countDown();
      assertThat(client.body(3)).isEqualTo("all");
      pouring.join();
      assertThat(read).hasValue(HUGE);
    }
  }

  private void pourInto(RawClient client) {
    try {
      pour(client.socket.getOutputStream());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClientThatHasClosedItsHalfStillStallsTheOrigin() throws Exception {
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              if (in.readAllBytes().length == 2) {
                pour(out);
              }
              return false;
            });
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE + "go");
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      client.socket.shutdownOutput();
      assertThat(stalledAt()).isLessThan(BOUND);
      take(client.in());
      assertThat(read).hasValue(HUGE);
      assertThat(client.isClosedByEdge()).isTrue();
      assertThat(edge.nextEntry().outcome()).isEqualTo("complete");
    }
  }

  @Test
  void anOriginThatHasClosedItsHalfStillStallsTheClient() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        RawClient client = new RawClient(edge)) {
      edge.serve(
          EdgeHarness.host("www.example.com", EdgeHarness.origin(socket.getLocalPort())),
          fast.host());
      Thread taking = Thread.ofVirtual().start(() -> closeHalfAndTake(socket));
      client.send(UPGRADE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.isClosedByEdge()).as("its half is closed").isTrue();
      Thread pouring = Thread.ofVirtual().start(() -> pourInto(client));
      assertThat(stalledAt()).isLessThan(BOUND);
      go.countDown();
      taking.join();
      pouring.join();
      assertThat(read).hasValue(HUGE);
    }
  }

  private void closeHalfAndTake(ServerSocket socket) {
    try (Socket peer = socket.accept()) {
      String head = TestOrigin.readHead(peer.getInputStream());
      WebSocketOrigin.write(peer.getOutputStream(), WebSocketOrigin.switchingProtocols(head));
      peer.shutdownOutput();
      await();
      take(peer.getInputStream());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStreamThatTakesNothingStallsTheOriginAndNoOtherTunnel() throws Exception {
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              if (head.contains("x-role: huge")) {
                pour(out);
              } else {
                WebSocketOrigin.write(out, "small");
              }
              return false;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin), 30_000)) {
      open(client, 1, "huge");
      assertThat(stalledAt()).isLessThan(BOUND);
      open(client, 3, "small");
      long received = 0;
      RawHttp2Client.Frame frame = client.next();
      while (frame.streamId() != 3 || !frame.isLast()) {
        received += size(frame, 1);
        frame = client.next();
      }
      while (received < HUGE) {
        client.window(0, 1 << 20);
        client.window(1, 1 << 20);
        long goal = Math.min(HUGE, received + (1 << 20));
        while (received < goal) {
          received += size(client.next(), 1);
        }
      }
      assertThat(received).isEqualTo(HUGE);
    }
  }

  private static int size(RawHttp2Client.Frame frame, int stream) {
    boolean isOfIt = frame.type() == RawHttp2Client.DATA && frame.streamId() == stream;
    return isOfIt ? frame.payload().length() : 0;
  }

  private static void open(RawHttp2Client client, int stream, String role) throws IOException {
    client.headers(
        stream,
        false,
        RawHttp2Client.add(
            RawHttp2Client.request("CONNECT"), ":protocol", "websocket", "x-role", role));
  }

  @Test
  void aStreamMayOnlyBeAWindowAheadOfItsOrigin() throws Exception {
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              await();
              take(in);
              return false;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      open(client, 1, "huge");
      client.next(RawHttp2Client.HEADERS);
      Thread pouring = Thread.ofVirtual().start(() -> pourWithinWindows(client));
      assertThat(stalledAt()).isLessThan(BOUND);
      go.countDown();
      pouring.join();
      assertThat(edge.nextEntry().requestBytes()).isEqualTo(HUGE);
      assertThat(read).hasValue(HUGE);
    }
  }

  private void pourWithinWindows(RawHttp2Client client) {
    long stream = 256 * 1024;
    long connection = 65_535;
    try {
      while (written.get() < HUGE) {
        long allowed = Math.min(Math.min(stream, connection), HUGE - written.get());
        int length = (int) Math.min(allowed, 16 * 1024);
        if (length == 0) {
          RawHttp2Client.Frame update = client.nextUpdate();
          connection += update.streamId() == 0 ? update.number(0) : 0;
          stream += update.streamId() == 0 ? 0 : update.number(0);
        } else {
          client.frame(RawHttp2Client.DATA, lastFlag(length), 1, part(written.get(), length));
          stream -= length;
          connection -= length;
          written.addAndGet(length);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private int lastFlag(int length) {
    return written.get() + length == HUGE ? 1 : 0;
  }

  private static ByteBuf part(long at, int length) {
    ByteBuf part = Unpooled.buffer(length);
    for (int i = 0; i < length; i++) {
      part.writeByte(pattern(at + i));
    }
    return part;
  }
}
