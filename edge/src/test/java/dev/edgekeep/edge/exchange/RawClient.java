package dev.edgekeep.edge.exchange;

import dev.edgekeep.testing.Eventually;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of raw bytes. */
final class RawClient implements AutoCloseable {
  final Socket socket;
  private final InputStream in;

  RawClient(EdgeHarness edge) throws IOException {
    socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), edge.port(EdgeHarness.Protocol.HTTP_1));
    socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends text as it is, one byte for each character. */
  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** The next response's head without its empty line. */
  String head() throws IOException {
    return TestOrigin.readHead(in);
  }

  /** The next response of a known length: its head, an empty line, its body. */
  String response() throws IOException {
    String head = head();
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
    int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16).split("\r\n", 2)[0]);
    return head + "\r\n\r\n" + body(length);
  }

  String body(int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  String chunked() throws IOException {
    return TestOrigin.readChunked(in);
  }

  /** Reads and drops a chunked body without trailers; returns its size. */
  long drainChunked() throws IOException {
    long total = 0;
    long size = chunkSize();
    while (size > 0) {
      total += drain(size);
      chunkSize();
      size = chunkSize();
    }
    chunkSize();
    return total;
  }

  /** The number of the next line; 0 for an empty one. */
  private long chunkSize() throws IOException {
    StringBuilder line = new StringBuilder("0");
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.append((char) b);
    }
    return Long.parseLong(line.toString().strip(), 16);
  }

  /** Reads and drops so many bytes; returns how many there were. */
  long drain(long size) throws IOException {
    return size - TestOrigin.missing(in, size);
  }

  /** All until the edge closes. */
  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  InputStream in() {
    return in;
  }

  boolean isClosedByEdge() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
