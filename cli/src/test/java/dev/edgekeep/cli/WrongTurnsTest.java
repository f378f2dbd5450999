package dev.edgekeep.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong file, server or port gets a sentence that says what to do, without words of Java. */
class WrongTurnsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "edge      | version: 1\\nstore: {sqlite: a.db}\\n | edgekeep control --config",
        "edge      | version: 1\\nlisten: {}\\nkeys: []\\n | edgekeep keyserver --config",
        "edge      | sites: {}\\n                          | edgekeep apply -f",
        "control   | version: 1\\nhosts: {}\\n             | edgekeep edge --config",
        "keyserver | global: {}\\nserver: {}\\nplugins: {}\\n | edgekeep import",
        "keyserver | version: 1\\nmasterKey: {file: k}\\n  | edgekeep control --config",
        "edge      | apiVersion: v1\\nkind: Ingress\\n      | edgekeep import"
      })
  void aFileOfAnotherProgramIsRecognized(String command, String text, String hint)
      throws Exception {
    Path file = folder.resolve("file.yaml");
    Files.writeString(file, text.replace("\\n", "\n"));
    CommandRun run = CommandRun.of(command, "--check", "--config", file.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(" looks like ", "use: " + hint);
  }

  @Test
  void aMistakeInAFileOfTheRightKindGetsNoHint() throws Exception {
    Path file = Files.writeString(folder.resolve("edge.yaml"), "version: 1\nhosts: {}\n");
    CommandRun run = CommandRun.of("edge", "--check", "--config", file.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("looks like");
  }

  @Test
  void aPortThatIsTakenSaysHowToFindTheProgramThatUsesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file =
          Files.writeString(
              folder.resolve("edge.yaml"),
              """
              version: 1
              listeners: [{address: "127.0.0.1:%d", plaintext: true}]
              origins: {app: {servers: ["http://127.0.0.1:9000"]}}
              hosts: {}
              """
                  .formatted(taken.getLocalPort()));
      CommandRun run = CommandRun.of("edge", "--config", file.toString());
      assertThat(run.status()).isEqualTo(3);
      assertThat(run.err())
          .contains("Address already in use", "ss -ltnp", "choose another port")
          .doesNotContain("bind(..)");
    }
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsNamedSo() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket client = server.accept()) {
                  client.getInputStream().read();
                  client
                      .getOutputStream()
                      .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      String url = "https://127.0.0.1:" + server.getLocalPort();
      CommandRun run = CommandRun.of("site", "list", "--server", url, "--token", "t");
      assertThat(run.status()).isEqualTo(3);
      assertThat(run.err()).contains("does not speak HTTPS here; try http://");
      assertThat(answering.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void aCertificateOfAnUnknownCaIsExplainedWithoutWordsOfJava() throws Exception {
    Credential server = TestCa.root("Root", KeyType.P_256).issue(Leaf.server("localhost"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    char[] word = "none".toCharArray();
    keys.setKeyEntry("k", server.key(), word, server.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, word);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    https.start();
    try {
      String url = "https://localhost:" + https.getAddress().getPort();
      CommandRun run = CommandRun.of("site", "list", "--server", url, "--token", "t");
      assertThat(run.status()).isEqualTo(3);
      assertThat(run.err()).contains("not from a public CA", "--ca FILE").doesNotContain("PKIX");
    } finally {
      https.stop(0);
    }
  }

  @Test
  void aNameWithoutAnAddressIsNamed() {
    CommandRun run =
        CommandRun.of("site", "list", "--server", "http://no-such-host.invalid", "--token", "t");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err()).contains("no address is known for the name no-such-host.invalid");
  }
}
