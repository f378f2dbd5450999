package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A client and an origin that move a large body through the event loop of a pair that stalls. The
 * loop serves both pairs with equal rights: once this body has arrived, the stalled pair would have
 * moved as much, had the edge let it. That proves back-pressure without waiting for a time.
 */
final class FastPair implements AutoCloseable {
  private static final String NAME = "fast.example.com";
  private static final byte[] BLOCK = new byte[64 * 1024];

  private final TestOrigin origin;
  private final long size;

  /** A pair that moves {@code size} bytes, a multiple of 64 KiB. */
  FastPair(long size) throws IOException {
    this.size = size;
    this.origin =
        new TestOrigin((head, in, out) -> {
          String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n";
          out.write(answer.getBytes(StandardCharsets.US_ASCII));
          for (long written = 0; written < size; written += BLOCK.length) {
            out.write(BLOCK);
          }
          return true;
        });
  }

  /** The pair's host, to be served beside the other. */
  Host host() {
    return EdgeHarness.host(NAME, EdgeHarness.origin(origin.port()));
  }

  /** Moves the body from the origin to the client. Blocks until it has arrived. */
  void transfer(EdgeHarness edge) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send("GET / HTTP/1.1\r\nHost: " + NAME + "\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.drain(size)).isEqualTo(size);
      assertThat(edge.nextEntry().responseBytes()).isEqualTo(size);
    }
  }

  @Override
  public void close() throws IOException {
    origin.close();
  }
}
