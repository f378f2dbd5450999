package dev.edgekeep.edge.exchange;

import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.ProxyVersion;
import dev.edgekeep.testing.Eventually;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that reads a PROXY protocol header at the beginning of each connection, and answers
 * each request with the number of the connection and its header: the text of version 1, or version
 * 2 in hexadecimal.
 */
final class ProxyOrigin implements AutoCloseable {
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Integer> closed = new CopyOnWriteArrayList<>();
  private final List<String> headers = new CopyOnWriteArrayList<>();

  ProxyOrigin() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  Origin origin(ProxyVersion version) {
    return new Origin(
            "proxied",
            List.of(new Origin.Server(false, "127.0.0.1", server.getLocalPort())),
            Origin.LoadBalancing.ROUND_ROBIN,
            Eventually.LIMIT,
            Eventually.LIMIT,
            null)
        .withProxyProtocol(version);
  }

  /** The number of connections that were accepted. */
  int connections() {
    return connections.get();
  }

  /** The connections that the edge has closed, by number. */
  List<Integer> closed() {
    return closed;
  }

  /** The headers of all connections. */
  List<String> headers() {
    return headers;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket, connections.incrementAndGet()));
      }
    } catch (IOException e) {
      // The server was closed.
    }
  }

  private void serve(Socket socket, int number) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream())) {
      String header = header(in);
      headers.add(header);
      while (readHead(in)) {
        byte[] body = (number + " " + header).getBytes(StandardCharsets.US_ASCII);
        String head = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(body.length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
      }
      closed.add(number);
    } catch (IOException e) {
      closed.add(number);
    }
  }

  private static String header(InputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    if (first == 'P') {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
        line.write(c);
      }
      return line.toString(StandardCharsets.US_ASCII).strip();
    }
    byte[] fixed = in.readNBytes(16);
    int length = ((fixed[14] & 0xff) << 8) | (fixed[15] & 0xff);
    return HexFormat.of().formatHex(fixed) + HexFormat.of().formatHex(in.readNBytes(length));
  }

  /** Reads one head; false at the end. */
  private static boolean readHead(InputStream in) throws IOException {
    int last = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      last = last << 8 | c;
      if (last == 0x0d0a0d0a) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
