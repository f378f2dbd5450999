package dev.edgekeep.keyserver.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reports of {@code keyserver check} about key servers that cannot be reached, and about wrong
 * usage.
 */
class ReachingKeyServersTest extends CheckHarness {

  @Test
  void aKeyServerThatIsNotThereIsUnreachable() throws Exception {
    try (Socket deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String address = "127.0.0.1:" + deaf.getLocalPort();
      assertThat(checkAt(address)).isEqualTo(3);
      assertThat(out.toString()).contains(address + ": not connected: ", "does the key server run");
    }
  }

  @Test
  void aNameWithoutAnAddressIsSaidToBeOne() {
    assertThat(checkAt("no-such-host.invalid:2407")).isEqualTo(3);
    assertThat(out.toString()).contains("no-such-host.invalid has no address");
  }

  @Test
  void whatSpeaksNoTlsIsToldFromWhatDoes() throws Exception {
    ServerSocket socket =
        listen(connection -> {
          connection
              .getOutputStream()
              .write("hello\n".repeat(9).getBytes(StandardCharsets.US_ASCII));
          connection.getInputStream().readAllBytes(); // or closing would reset the connection
        });
    assertThat(checkAt("127.0.0.1:" + socket.getLocalPort())).isEqualTo(3);
    assertThat(out.toString()).contains("does not speak TLS");
  }

  @Test
  void aHandshakeThatTricklesEndsAtTheLimit() throws Exception {
    ServerSocket socket =
        listen(connection -> {
          // The header of a handshake record of 16,384 bytes, and then one byte after the other.
          connection.getOutputStream().write(new byte[] {22, 3, 3, 64, 0, 2});
          while (connection.getInputStream().read() >= 0) {
            connection.getOutputStream().write(0);
          }
        });
    assertThat(checkAt("127.0.0.1:" + socket.getLocalPort(), "--timeout-millis", "300"))
        .isEqualTo(3);
    assertThat(out.toString()).contains("no answer to the TLS handshake within 300 ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void anEdgeThatTheKeyServerDoesNotAcceptIsToldWhichCaItNeeds(String version) throws Exception {
    ScriptedKeyServer server =
        remember(
            ScriptedKeyServer.start(
                serverIdentity,
                List.of(hosts.certificate()),
                new String[] {version},
                new HonestKeys()));
    assertThat(check(server)).isEqualTo(3);
    assertThat(out.toString())
        .contains("does it accept the certificate of this edge, CN=edge-1?")
        .contains("`trust` must have the CA CN=Edge CA");
  }

  @Test
  void aKeyServerOfAnotherCaIsNotTrustedAndTheSentenceSaysWhy() throws Exception {
    Files.writeString(folder.resolve("ca.pem"), hosts.pem());
    ScriptedKeyServer server = start(new HonestKeys());
    assertThat(check(server)).isEqualTo(3);
    assertThat(out.toString())
        .contains("the key server's certificate is not accepted: ")
        .contains("CN=Key server CA", "Trusted: CN=Host CA");
  }

  @Test
  void withoutTrustOnlyThePlatformsCasCount() throws Exception {
    ScriptedKeyServer server = start(new HonestKeys());
    assertThat(execute(arguments(server.address(), false))).isEqualTo(3);
    assertThat(out.toString()).contains("give the key server's with --trust");
  }

  @Test
  void theKeyServersCertificateMustBeForTheNameAskedFor() throws Exception {
    ScriptedKeyServer server = start(new HonestKeys());
    assertThat(check(server, "--server-name", "ks.internal")).isZero();
    assertThat(check(server, "--server-name", "ks.example.com")).isEqualTo(3);
    assertThat(out.toString()).contains("name-mismatch: ", "ks.example.com");
  }

  @Test
  void aCertificateThatEndsSoonIsWarnedOf() throws Exception {
    Instant soon = Instant.now().plus(Duration.ofDays(5)).plusSeconds(3_600);
    Credential ending =
        ca.issue(
            onLoopback(TestCa.Leaf.server("ks.internal"))
                .valid(Instant.now().minus(Duration.ofDays(60)), soon));
    ScriptedKeyServer server =
        remember(
            ScriptedKeyServer.start(ending, List.of(edgeCa.certificate()), BOTH, new HonestKeys()));
    assertThat(check(server)).isZero();
    assertThat(out.toString())
        .contains("warning: the key server's certificate expires in 5 days, on ");
  }

  @Test
  void ofSeveralKeyServersEachIsCheckedAndOneThatIsNotThereIsSaidToBe() throws Exception {
    Credential host = host(KeyType.ED25519);
    ScriptedKeyServer server = start(new HonestKeys().with(host));
    assertThat(check(server, "--address", "no-such-host.invalid:1", file(host))).isEqualTo(3);
    assertThat(out.toString())
        .contains("no-such-host.invalid:1: ", server.address() + ": TLSv1.3", "all 1 operations");
  }

  @Test
  void aPingThatIsAnsweredWithSomethingElseIsNoKeyServer() throws Exception {
    ScriptedKeyServer server = start(request -> Message.pong(request.id(), new byte[] {1}));
    assertThat(check(server)).isEqualTo(3);
    assertThat(out.toString()).contains("a ping is not answered with what it sent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--chain edge.pem --key edge.key | no key server is named",
        "--address 127.0.0.1:1 | no identity is given",
        "--address 127.0.0.1:1 --chain edge.pem | no identity is given",
        "--address nowhere --chain edge.pem --key edge.key | is not an address",
        "--address a:70000 --chain edge.pem --key edge.key | is not an address",
        "--address ::1:2407 --chain edge.pem --key edge.key | [::1]:2407",
        "--address a:1 --chain none.pem --key edge.key | no such file",
        "--address a:1 --chain edge.key --key edge.key | edge.key: this is a private key",
        "--address a:1 --chain ca.pem --key edge.key | is not the private key of",
        "--address a:1 --chain edge.pem --key edge.key --timeout-millis 0 | 1 or more",
        "--address a:1 --chain edge.pem --key edge.key --operations seal | seal",
        "--address a:1 --chain edge.pem --key edge.key edge.key | this is a private key",
        "--address a:1 --chain edge.pem --key edge.key empty | this folder holds no certificate",
      })
  void whatIsWrongWithTheOptionsOrFilesIsSaid(String options, String sentence) throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    List<String> arguments = new ArrayList<>();
    for (String word : options.strip().split(" ", -1)) {
      boolean file = word.contains(".pem") || word.contains(".key") || word.equals("empty");
      arguments.add(file ? folder.resolve(word).toString() : word);
    }
    assertThat(execute(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(sentence.strip());
    assertThat(out.toString()).isEmpty();
  }
}
