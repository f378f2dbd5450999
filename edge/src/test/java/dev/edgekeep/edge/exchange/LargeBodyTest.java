package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.exchange.EdgeHarness.Protocol;
import dev.edgekeep.snapshot.OriginPolicy;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bodies of more bytes than an unsigned int has pass in constant memory, both ways, for every pair
 * of protocols.
 */
final class LargeBodyTest {
  private static final long MIB = 1L << 20;
  private static final long MAX_MEMORY = 64 * MIB;
  private static final byte[] BLOCK = new byte[64 * 1024];
  private static final String HOST = "Host: www.example.com\r\n";

  private final EdgeHarness edge = new EdgeHarness();
  private final long before = memory();
  private long inTheMiddle = -1;

  @AfterEach
  void stop() {
    edge.close();
  }

  /** The live objects of the heap, and all buffers outside of it. */
  private static long memory() {
    System.gc();
    Runtime heap = Runtime.getRuntime();
    long mapped =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    long pooled = Math.max(0, PlatformDependent.usedDirectMemory());
    return heap.totalMemory() - heap.freeMemory() + Math.max(mapped, pooled);
  }

  private BulkHttp2.Progress measuringAt(long half) {
    return received -> {
      if (inTheMiddle < 0 && received >= half) {
        inTheMiddle = memory();
      }
    };
  }

  /** Serves one request on a thread of its own. */
  private interface Server {
    long serve(Socket socket) throws IOException;
  }

  private CompletableFuture<Long> serve(Protocol out, Server server) throws IOException {
    ServerSocket listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    var origin = EdgeHarness.origin(listening.getLocalPort());
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            out == Protocol.HTTP_1
                ? origin
                : EdgeHarness.speaking(OriginPolicy.Protocol.HTTP2, origin)));
    CompletableFuture<Long> served = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (listening;
              Socket socket = listening.accept()) {
            served.complete(server.serve(socket));
          } catch (IOException | RuntimeException e) {
            served.completeExceptionally(e);
          }
        });
    return served;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void pour(OutputStream out, long size) throws IOException {
    for (long written = 0; written < size; written += BLOCK.length) {
      out.write(BLOCK);
    }
  }

  /** Reads a body of a known size; returns how much came. */
  private static long drain(InputStream in, long size, BulkHttp2.Progress progress)
      throws IOException {
    byte[] buffer = new byte[1 << 18];
    long received = 0;
    while (received < size) {
      int read = in.read(buffer);
      if (read < 0) {
        return received;
      }
      received += read;
      progress.received(received);
    }
    return received;
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1, HTTP_1, 4100",
    "HTTP_1, HTTP_2, 4100",
    "HTTP_2, HTTP_1, 1024",
    "HTTP_2, HTTP_2, 1024"
  })
  void aResponseOf4GiBPassesInConstantMemory(Protocol in, Protocol out, long mebibytes)
      throws Exception {
    long size = mebibytes * MIB;
    var served =
        serve(
            out,
            socket -> {
              if (out == Protocol.HTTP_1) {
                TestOrigin.readHead(socket.getInputStream());
                write(
                    socket.getOutputStream(),
                    "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                pour(socket.getOutputStream(), size);
              } else {
                BulkHttp2 http2 = BulkHttp2.server(socket);
                int stream = http2.head();
                http2.respond(stream, true);
                http2.send(stream, size);
              }
              // Until the edge has read it all.
              return (long) socket.getInputStream().read();
            });
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), edge.port(in))) {
      socket.setSoTimeout((int) TimeUnit.MINUTES.toMillis(1));
      BulkHttp2.Progress progress = measuringAt(size / 2);
      if (in == Protocol.HTTP_2) {
        BulkHttp2 client = BulkHttp2.client(socket);
        client.request(false);
        assertThat(client.receive(progress)).isEqualTo(size);
      } else if (out == Protocol.HTTP_1) {
        write(socket.getOutputStream(), "GET / HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(TestOrigin.readHead(socket.getInputStream()))
            .contains("Content-Length: " + size);
        assertThat(drain(socket.getInputStream(), size, progress)).isEqualTo(size);
      } else {
        // Without a length: the end of the connection is the end of the body.
        write(socket.getOutputStream(), "GET / HTTP/1.0\r\n" + HOST + "\r\n");
        assertThat(TestOrigin.readHead(socket.getInputStream())).contains(" 200 ");
        assertThat(drain(socket.getInputStream(), Long.MAX_VALUE, progress)).isEqualTo(size);
      }
    }
    assertThat(edge.nextEntry().responseBytes()).isEqualTo(size);
    assertThat(inTheMiddle - before).as("memory in the middle").isLessThan(MAX_MEMORY);
    edge.close();
    served.get(1, TimeUnit.MINUTES);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1, HTTP_1, 4100",
    "HTTP_1, HTTP_2, 1024",
    "HTTP_2, HTTP_1, 1024",
    "HTTP_2, HTTP_2, 4100"
  })
  void aRequestOf4GiBPassesInConstantMemory(Protocol in, Protocol out, long mebibytes)
      throws Exception {
    long size = mebibytes * MIB;
    BulkHttp2.Progress progress = measuringAt(size / 2);
    var served =
        serve(
            out,
            socket -> {
              if (out == Protocol.HTTP_1) {
                String head = TestOrigin.readHead(socket.getInputStream());
                long received =
                    head.contains("chunked")
                        ? chunks(socket.getInputStream(), progress)
                        : drain(socket.getInputStream(), size, progress);
                write(socket.getOutputStream(), "HTTP/1.1 204 Done\r\n\r\n");
                return received;
              }
              BulkHttp2 http2 = BulkHttp2.server(socket);
              int stream = http2.head();
              long received = http2.receive(progress);
              http2.respond(stream, false);
              return received;
            });
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), edge.port(in))) {
      socket.setSoTimeout((int) TimeUnit.MINUTES.toMillis(1));
      if (in == Protocol.HTTP_1) {
        write(
            socket.getOutputStream(),
            "PUT / HTTP/1.1\r\n" + HOST + "Content-Length: " + size + "\r\n\r\n");
        pour(socket.getOutputStream(), size);
      } else {
        BulkHttp2 client = BulkHttp2.client(socket);
        client.request(true);
        client.send(1, size);
      }
      assertThat(served.get(2, TimeUnit.MINUTES)).isEqualTo(size);
      assertThat(edge.nextEntry().requestBytes()).isEqualTo(size);
    }
    assertThat(inTheMiddle - before).as("memory in the middle").isLessThan(MAX_MEMORY);
  }

  /** Reads a chunked body without looking at it; returns its size. */
  private static long chunks(InputStream from, BulkHttp2.Progress progress) throws IOException {
    InputStream in = new BufferedInputStream(from, 1 << 18);
    long received = 0;
    while (true) {
      long size = 0;
      for (int c = in.read(); c != '\r'; c = in.read()) {
        size = size * 16 + Character.digit(c, 16);
      }
      in.skipNBytes(1 + size + (size == 0 ? 0 : 2));
      if (size == 0) {
        in.skipNBytes(2);
        return received;
      }
      received += size;
      progress.received(received);
    }
  }
}
