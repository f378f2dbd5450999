package dev.edgekeep.edge.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server that answers no request. */
final class BadServer implements AutoCloseable {
  private static final int FILL = 8;

  /** The ways in which it does not. */
  enum Kind {
    /** Its machine does not answer: no connection is made in time. */
    DEAD,
    /** It accepts requests, and is silent. */
    SLOW,
    /** It refuses connections. */
    REFUSING,
    /** It answers with bytes that are not HTTP. */
    GARBAGE,
    /** It closes each connection when it gets a request. */
    CLOSING
  }

  private final List<Closeable> open = new ArrayList<>();
  private final int port;

  BadServer(Kind kind) throws IOException {
    port =
        switch (kind) {
          case DEAD -> dead();
          case SLOW -> origin(new TestOrigin((head, in, out) -> in.read() >= 0));
          case REFUSING -> refusing();
          case GARBAGE ->
              origin(
                  new TestOrigin((head, in, out) -> {
                    out.write("\0\1garbage\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    return false;
                  }));
          case CLOSING -> origin(new TestOrigin((head, in, out) -> false));
        };
  }

  /** A port whose queue of connections is full, so that no other one is made. */
  private int dead() throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.add(server);
    for (int i = 0; i < FILL; i++) {
      SocketChannel waiting = SocketChannel.open();
      waiting.configureBlocking(false);
      waiting.connect(server.getLocalSocketAddress());
      open.add(waiting);
    }
    return server.getLocalPort();
  }

  /** A port that is taken, and not listened on. */
  private int refusing() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    open.add(socket);
    return socket.getLocalPort();
  }

  private int origin(TestOrigin origin) {
    open.add(origin::close);
    return origin.port();
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : open) {
      one.close();
    }
  }
}
