package dev.edgekeep.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code edgekeep edge} with a configuration file: the hosts of the demo, for its origin and its
 * key server.
 */
final class TrainingEdge {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Duration START = Duration.ofMinutes(1);

  private final Demo demo;
  private final Path folder;

  TrainingEdge(Demo demo, Path folder) {
    this.demo = demo;
    this.folder = folder;
  }

  /** Serves the load for some seconds, and creates the cache in a file. */
  void train(Path cache, int seconds) throws Exception {
    InetSocketAddress https = new InetSocketAddress(LOOPBACK, freePort());
    InetSocketAddress admin = new InetSocketAddress(LOOPBACK, freePort());
    Files.writeString(folder.resolve("edge.yaml"), configuration(https.getPort(), admin.getPort()));
    try (TrainedProcess edge =
        TrainedProcess.start(folder, cache, "edge", "--config", "edge.yaml")) {
      awaitListening(edge, https);
      new TrainingLoad(demo.files(), https, admin).run(seconds);
      edge.terminate();
      edge.awaitEnd();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitListening(TrainedProcess edge, InetSocketAddress address)
      throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (!accepts(address)) {
      if (!edge.isAlive() || System.nanoTime() - end > 0) {
        throw new IllegalStateException("the edge does not listen");
      }
      Thread.sleep(20);
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String configuration(int https, int admin) {
    DemoFiles files = demo.files();
    return
"""
version: 1
listeners: [{address: "127.0.0.1:%d", defaultHost: "%s"}]
admin: {address: "127.0.0.1:%d"}
logs: {access: {file: training.log}, events: {file: training.log}}
clientCas:
  demo: {certificates: {file: "%s"}}
keyServers:
  demo:
    addresses: ["127.0.0.1:%d"]
    identity: {chain: {file: "%s"}, key: {file: "%s"}}
    trust: {file: "%s"}
origins:
  demo: {servers: ["http://127.0.0.1:%d"]}
hosts:
  "%s":
    certificate: {chain: {file: "%s"}, key: {file: "%s"}}
    clientAuth: {mode: require, cas: [demo]}
    origin: demo
  "%s":
    certificate: {chain: {file: "%s"}, key: {file: "%s"}}
    clientAuth: {mode: request, cas: [demo]}
    origin: demo
  "%s":
    certificate: {chain: {file: "%s"}, keyServer: demo}
    clientAuth: {mode: request, cas: [demo]}
    origin: demo
"""
        .formatted(
            https,
            DemoFiles.REQUEST_HOST, // Java sends no server name without a dot
            admin,
            files.clientCa(),
            demo.keyServer().address().getPort(),
            files.certificate("edge"),
            files.key("edge"),
            files.keyServerCa(),
            demo.originPort(),
            DemoFiles.REQUIRE_HOST,
            files.certificate("server"),
            files.key("server"),
            DemoFiles.REQUEST_HOST,
            files.certificate("server"),
            files.key("server"),
            DemoFiles.KEYLESS_HOST,
            files.certificate("keyless"));
  }
}
