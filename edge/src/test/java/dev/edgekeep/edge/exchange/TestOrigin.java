package dev.edgekeep.edge.exchange;

import dev.edgekeep.testing.Eventually;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin server of raw bytes: it records the heads it gets, and answers as a test says. */
final class TestOrigin implements AutoCloseable {
  /** Answers one request; false ends the connection. */
  interface Answerer {
    boolean answer(String head, InputStream in, OutputStream out) throws IOException;
  }

  /** Thrown by an answerer: ends the connection with a reset. */
  static final class Reset extends IOException {
    private static final long serialVersionUID = 1;
  }

  private final ServerSocket socket;
  private final Answerer answerer;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  TestOrigin(Answerer answerer) throws IOException {
    this(new ServerSocket(0, 512, InetAddress.ofLiteral("127.0.0.1")), answerer);
  }

  TestOrigin(ServerSocket socket, Answerer answerer) {
    this.answerer = answerer;
    this.socket = socket;
    Thread.ofVirtual().start(this::accept);
  }

  /** Always the same bytes, whatever is asked; request bodies are not read. */
  static TestOrigin answering(String response) throws IOException {
    return new TestOrigin((head, in, out) -> {
      out.write(response.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return true;
    });
  }

  static TestOrigin saying(String body) throws IOException {
    return answering("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  int port() {
    return socket.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** Connections that have come to their end. */
  int ended() {
    return ended.get();
  }

  /** The head of the next request that came, without its empty line. */
  String nextHead() throws InterruptedException {
    String head = heads.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (head == null) {
      throw new AssertionError("no request came to the origin");
    }
    return head;
  }

  boolean hasHeads() {
    return !heads.isEmpty();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        connections.incrementAndGet();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      String head = readHead(in);
      while (head != null) {
        heads.add(head);
        if (!answered(client, head, in, out)) {
          return;
        }
        head = readHead(in);
      }
    } catch (IOException e) {
      // The edge went away, which some tests want; they look at ended().
      return;
    } finally {
      ended.incrementAndGet();
    }
  }

  private boolean answered(Socket client, String head, InputStream in, OutputStream out)
      throws IOException {
    try {
      return answerer.answer(head, in, out);
    } catch (Reset e) {
      client.setSoLinger(true, 0);
      return false;
    }
  }

  /** The next head without its empty line; null at the end of input. */
  static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int b = in.read();
      if (b < 0) {
        return bytes.size() == 0 ? null : bytes.toString(StandardCharsets.ISO_8859_1);
      }
      bytes.write(b);
      matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
    }
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    return text.substring(0, text.length() - 4);
  }

  /** Reads and drops so many bytes; returns how many did not come. */
  static long missing(InputStream in, long size) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = size;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        return left;
      }
      left -= count;
    }
    return 0;
  }

  /** The data of a chunked body, its trailer lines after a bar if there are any. */
  static String readChunked(InputStream in) throws IOException {
    StringBuilder data = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(readLine(in), 16);
      if (size == 0) {
        break;
      }
      data.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
      readLine(in);
    }
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      data.append('|').append(line);
    }
    return data.toString();
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.append((char) b);
    }
    return line.substring(0, line.length() - 1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
