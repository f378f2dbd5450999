package dev.edgekeep.control.keyserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to a server that takes its time with what comes back. */
final class SlowRelay implements AutoCloseable {
  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Duration delay;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  private SlowRelay(ServerSocket listener, InetSocketAddress server, Duration delay) {
    this.listener = listener;
    this.server = server;
    this.delay = delay;
  }

  static SlowRelay to(InetSocketAddress server, Duration delay) throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SlowRelay relay = new SlowRelay(listener, server, delay);
    Thread.ofVirtual().start(relay::accept);
    return relay;
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket there = new Socket(server.getAddress(), server.getPort());
        sockets.add(client);
        sockets.add(there);
        Thread.ofVirtual().start(() -> copy(client, there, Duration.ZERO));
        Thread.ofVirtual().start(() -> copy(there, client, delay));
      }
    } catch (IOException e) {
      return; // the test is over
    }
  }

  private static void copy(Socket from, Socket to, Duration delay) {
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        Thread.sleep(delay);
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      return; // one side has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
