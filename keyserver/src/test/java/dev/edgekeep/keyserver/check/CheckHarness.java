package dev.edgekeep.keyserver.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.command.Failures;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A certificate authority for each side, an edge, and {@code keyserver check} as a user runs it.
 */
abstract class CheckHarness {

  static final String[] BOTH = {"TLSv1.3", "TLSv1.2"};

  final TestCa ca = TestCa.root("Key server CA", KeyType.P_256);
  final TestCa edgeCa = TestCa.root("Edge CA", KeyType.P_256);
  final TestCa hosts = TestCa.root("Host CA", KeyType.P_256);
  final Credential serverIdentity = ca.issue(onLoopback(TestCa.Leaf.server("ks.internal")));
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  final List<AutoCloseable> open = new ArrayList<>();

  @TempDir Path folder;

  @BeforeEach
  void writeIdentity() throws IOException {
    Credential edge = edgeCa.issue(TestCa.Leaf.client("edge-1"));
    Files.writeString(folder.resolve("edge.pem"), edge.chainPem());
    Files.writeString(folder.resolve("edge.key"), edge.keyPem());
    Files.writeString(folder.resolve("ca.pem"), ca.pem());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  ScriptedKeyServer start(ScriptedKeyServer.Script script, String... protocols)
      throws GeneralSecurityException, IOException {
    return remember(
        ScriptedKeyServer.start(
            serverIdentity,
            List.of(edgeCa.certificate()),
            protocols.length == 0 ? BOTH : protocols,
            script));
  }

  <T extends AutoCloseable> T remember(T closeable) {
    open.add(closeable);
    return closeable;
  }

  interface Plain {
    void serve(Socket connection) throws IOException;
  }

  ServerSocket listen(Plain behaviour) throws IOException {
    ServerSocket socket = remember(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual()
        .start(() -> {
          try (Socket connection = socket.accept()) {
            behaviour.serve(connection);
          } catch (IOException _) {
            return; // the client has gone, or the test is over
          }
        });
    return socket;
  }

  int check(ScriptedKeyServer server, String... more) {
    return checkAt(server.address(), more);
  }

  int checkAt(String address, String... more) {
    List<String> arguments = arguments(address, true);
    arguments.addAll(List.of(more));
    return execute(arguments);
  }

  List<String> arguments(String address, boolean trust) {
    List<String> arguments = new ArrayList<>(List.of("--address", address));
    arguments.addAll(List.of("--chain", folder.resolve("edge.pem").toString()));
    arguments.addAll(List.of("--key", folder.resolve("edge.key").toString()));
    if (trust) {
      arguments.addAll(List.of("--trust", folder.resolve("ca.pem").toString()));
    }
    return arguments;
  }

  /** Waits long for each answer, where nothing else is said. */
  int execute(List<String> given) {
    List<String> arguments = new ArrayList<>(given);
    if (!given.contains("--timeout-millis")) {
      arguments.addAll(List.of("--timeout-millis", Long.toString(Eventually.LIMIT.toMillis())));
    }
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setParameterExceptionHandler(Failures::wrongUsage)
        .setExecutionExceptionHandler(Failures::failed)
        .execute(arguments.toArray(String[]::new));
  }

  Credential host(KeyType type) {
    return hosts.issue(TestCa.Leaf.server("www.example.com").of(type));
  }

  String file(Credential credential) {
    return credential.chainFile(folder).toString();
  }

  static TestCa.Leaf onLoopback(TestCa.Leaf leaf) {
    return leaf.named(
        new GeneralName(GeneralName.dNSName, "ks.internal"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
  }

  static Message coded(Message request, Opcode opcode) {
    return new Message(
        request.id(), opcode.code(), request.payload(), request.key(), null, null, null, null);
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
