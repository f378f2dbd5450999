package dev.edgekeep.cli.control;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client without a certificate that asks for hosts again and again: on connections of their own,
 * and on one to a host that is open to everybody. Keeps what it should not have got.
 */
final class Intruder implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Supplier<InetSocketAddress> edge;
  private final List<String> hosts;
  private final String open;
  private final SSLSocketFactory tls;
  private final Queue<String> served = new ConcurrentLinkedQueue<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  Intruder(Supplier<InetSocketAddress> edge, List<String> hosts, String open)
      throws GeneralSecurityException {
    this.edge = edge;
    this.hosts = hosts;
    this.open = open;
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    this.tls = context.getSocketFactory();
    this.thread = Thread.ofPlatform().daemon().name("intruder").start(this::run);
  }

  int attempts() {
    return attempts.get();
  }

  /** The hosts that have served it, with what it got. */
  List<String> served() {
    return List.copyOf(served);
  }

  private void run() {
    while (!closed) {
      for (String host : hosts) {
        attempt(host, host);
        attempt(open, host);
        attempts.incrementAndGet();
      }
    }
  }

  /** A request for {@code host} on a connection to the server name. */
  private void attempt(String serverName, String host) {
    try {
      String status = get(serverName, host);
      if (status.contains(" 200")) {
        served.add("%s, on a connection to %s: %s".formatted(host, serverName, status));
      }
    } catch (IOException e) {
      // Refused, or the edge is being started again: both are no answer.
      return;
    }
  }

  /** The status line that the host answers a new connection with. */
  String get(String serverName, String host) throws IOException {
    InetSocketAddress address = edge.get();
    try (Socket tcp = new Socket(address.getAddress(), address.getPort())) {
      tcp.setSoTimeout(PATIENCE_MILLIS);
      try (SSLSocket socket =
          (SSLSocket) tls.createSocket(tcp, serverName, address.getPort(), true)) {
        socket
            .getOutputStream()
            .write(
                "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                    .formatted(host)
                    .getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
        return answer.lines().findFirst().orElse("");
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Accepts every server: the tests look at what is served, not at who serves it. */
  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
