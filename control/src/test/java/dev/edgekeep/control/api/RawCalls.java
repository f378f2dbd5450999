package dev.edgekeep.control.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Connections on which requests are sent byte by byte, as hostile clients do. */
final class RawCalls implements AutoCloseable {
  private static final int LIMIT_MILLIS = 30_000;

  private final Supplier<String> url;
  private final List<Socket> open = new ArrayList<>();

  /**
   * @param url of the API, which is asked for with each connection
   */
  RawCalls(Supplier<String> url) {
    this.url = url;
  }

  /** Connects and sends the beginning of a request. */
  Socket begin(String text) throws IOException {
    URI api = URI.create(url.get());
    Socket socket = new Socket(api.getHost(), api.getPort());
    socket.setSoTimeout(LIMIT_MILLIS);
    open.add(socket);
    send(socket, text);
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** All that the server says until it ends the connection. */
  static String rest(Socket socket) {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The head of the next answer. */
  static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = socket.getInputStream().read();
      if (octet < 0) {
        return head.toString();
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  @Override
  public void close() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
