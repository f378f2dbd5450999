package dev.edgekeep.keyserver.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.command.Failures;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * What {@code keyserver check} finds out and says, against key servers that are told what to do.
 */
class CheckCommandTest {
  private static final String[] BOTH = {"TLSv1.3", "TLSv1.2"};

  private final TestCa ca = TestCa.root("Key server CA", KeyType.P_256);
  private final TestCa edgeCa = TestCa.root("Edge CA", KeyType.P_256);
  private final TestCa hosts = TestCa.root("Host CA", KeyType.P_256);
  private final Credential serverIdentity = ca.issue(onLoopback(TestCa.Leaf.server("ks.internal")));
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir private Path folder;

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

  // --- What works --------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void everyOperationThatAnEdgeNeedsOfAKeyIsTriedAndVerified(KeyType type) throws Exception {
    Credential host = host(type);
    ScriptedKeyServer server = start(new HonestKeys().with(host));
    assertThat(check(server, file(host))).isZero();
    String[] operations =
        switch (type) {
          case RSA_2048 ->
              new String[] {
                "rsa-sign-sha256",
                "rsa-sign-sha384",
                "rsa-sign-sha512",
                "rsa-pss-sign-sha256",
                "rsa-pss-sign-sha384",
                "rsa-pss-sign-sha512",
                "rsa-decrypt"
              };
          case ED25519 -> new String[] {"ed25519-sign"};
          default -> new String[] {"ecdsa-sign-sha256", "ecdsa-sign-sha384", "ecdsa-sign-sha512"};
        };
    for (String operation : operations) {
      assertThat(out.toString()).containsPattern(operation + " +ok +[0-9.]+ ms");
    }
    assertThat(out.toString()).contains("all " + operations.length + " operations work");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void whoTheKeyServerIsAndHowItIsTalkedToIsSaid(String version) throws Exception {
    ScriptedKeyServer server = start(new HonestKeys(), version);
    assertThat(check(server)).isZero();
    assertThat(out.toString())
        .contains(server.address() + ": " + version + ", TLS_", ", ping ")
        .contains("key server: CN=ks.internal, issued by CN=Key server CA, until ");
  }

  @Test
  void certificatesAreFoundInFoldersWhereKeysAndOtherFilesArePassedOver() throws Exception {
    Credential first = host(KeyType.P_256);
    Credential second = host(KeyType.ED25519);
    Path nested = Files.createDirectories(folder.resolve("hosts/nested"));
    Files.writeString(folder.resolve("hosts/first.pem"), first.chainPem() + first.keyPem());
    Files.write(nested.resolve("second.der"), second.leaf().getEncoded());
    Files.writeString(nested.resolve("only-a-key.pem"), second.keyPem());
    Files.write(nested.resolve("only-a-key.der"), second.key().getEncoded());
    Files.writeString(nested.resolve("notes.txt"), "nothing");
    ScriptedKeyServer server = start(new HonestKeys().with(first).with(second));
    assertThat(check(server, folder.resolve("hosts").toString())).isZero();
    assertThat(out.toString())
        .contains("first.pem: CN=", "second.der: CN=", "all 4 operations work")
        .doesNotContain("only-a-key", "notes");
  }

  @Test
  void theReportIsAlsoJson() throws Exception {
    Credential known = host(KeyType.ED25519);
    Credential unknown = host(KeyType.ED25519);
    ScriptedKeyServer server = start(new HonestKeys().with(known));
    assertThat(check(server, "-o", "json", file(known), file(unknown))).isEqualTo(1);
    assertThat(out.toString().lines()).hasSize(1);
    assertThat(out.toString())
        .startsWith("{\"ok\":false,\"operations\":2,\"failed\":1,\"servers\":[{\"address\":\"")
        .contains("\"reached\":true,\"tlsVersion\":\"TLSv1.3\"", "\"subject\":\"CN=ks.internal\"")
        .contains("\"ski\":\"" + HonestKeys.ski(known.leaf().getPublicKey()) + "\"")
        .containsPattern("\"operation\":\"ed25519-sign\",\"result\":\"ok\",\"micros\":[0-9]+}")
        .contains("\"result\":\"key not found\"", "\"advice\":\"the key ");
  }

  @Test
  void decryptionIsLeftOutWhereAnEdgeIsMeantToSignOnly() throws Exception {
    Credential host = host(KeyType.RSA_2048);
    ScriptedKeyServer server = start(new HonestKeys().with(host));
    assertThat(check(server, "--operations", "sign", file(host))).isZero();
    assertThat(out.toString()).contains("all 6 operations work").doesNotContain("decrypt");
  }

  @Test
  void anEncryptedKeyOfTheEdgeIsReadWithItsPassphrase() throws Exception {
    Files.writeString(folder.resolve("passphrase"), "correct horse\n");
    openssl(
        "pkcs8", "-topk8", "-in", "edge.key", "-out", "sealed.key", "-passout", "file:passphrase");
    Files.move(
        folder.resolve("sealed.key"),
        folder.resolve("edge.key"),
        StandardCopyOption.REPLACE_EXISTING);
    ScriptedKeyServer server = start(new HonestKeys());
    String passphrase = folder.resolve("passphrase").toString();
    assertThat(check(server, "--passphrase-file", passphrase)).isZero();
    assertThat(check(server)).isEqualTo(2);
    assertThat(err.toString()).contains("edge.key: the private key is encrypted");
  }

  // --- What does not -----------------------------------------------------------------------------

  @Test
  void anUnknownKeyIsNamedWithWhatToDo() throws Exception {
    Credential known = host(KeyType.P_256);
    Credential unknown = host(KeyType.P_256);
    ScriptedKeyServer server = start(new HonestKeys().with(known));
    assertThat(check(server, file(known), file(unknown))).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("ecdsa-sign-sha384 +key not found")
        .contains("the key " + HonestKeys.ski(unknown.leaf().getPublicKey()) + " is not loaded")
        .contains("this edge (CN=edge-1) may not use it", "audit log", "reload")
        .contains("3 of 6 operations do not work");
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void anotherKeyUnderTheNameOfThisOneIsFoundOut(KeyType type) throws Exception {
    Credential host = host(type);
    Credential other = hosts.issue(TestCa.Leaf.server("other-" + type).of(type));
    ScriptedKeyServer server =
        start(new HonestKeys().with(host.leaf().getPublicKey(), other.key()));
    assertThat(check(server, file(host))).isEqualTo(1);
    assertThat(out.toString())
        .contains("wrong result", "holds another key under this name")
        .doesNotContain(" ok ");
  }

  @Test
  void aSignatureOfAnotherDigestIsAWrongResult() throws Exception {
    Credential host = host(KeyType.RSA_2048);
    HonestKeys honest = new HonestKeys().with(host);
    ScriptedKeyServer server =
        start(request ->
            request.code() == Opcode.RSA_PSS_SIGN_SHA384.code()
                ? honest.answer(coded(request, Opcode.RSA_SIGN_SHA384))
                : honest.answer(request));
    assertThat(check(server, file(host))).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("rsa-pss-sign-sha384 +wrong result")
        .contains("does not verify with the certificate's key", "1 of 7 operations do not work");
  }

  @ParameterizedTest
  @CsvSource({
    "CRYPTOGRAPHY, 'the operation failed'",
    "BAD_OPCODE, 'does not do this operation'",
    "INTERNAL, 'rate limit'",
    "FORMAT, 'protocol 1.0'"
  })
  void everyErrorHasASentence(KeylessError error, String sentence) throws Exception {
    ScriptedKeyServer server =
        start(request ->
            request.code() == Opcode.PING.code()
                ? Message.pong(request.id(), request.payload())
                : Message.error(request.id(), error));
    assertThat(check(server, file(host(KeyType.ED25519)))).isEqualTo(1);
    assertThat(out.toString()).contains(" " + error.text() + " ", sentence);
  }

  @Test
  void decryptionAloneRefusedPointsToTheOptionForIt() throws Exception {
    Credential host = host(KeyType.RSA_2048);
    HonestKeys honest = new HonestKeys().with(host);
    ScriptedKeyServer server =
        start(request ->
            request.code() == Opcode.RSA_DECRYPT.code()
                ? Message.error(request.id(), KeylessError.KEY_NOT_FOUND)
                : honest.answer(request));
    assertThat(check(server, file(host))).isEqualTo(1);
    assertThat(out.toString()).contains("--operations sign", "1 of 7 operations do not work");
  }

  @Test
  void aConnectionThatIsClosedInsteadOfAnAnswerIsMadeAnew() throws Exception {
    Credential host = host(KeyType.P_256);
    HonestKeys honest = new HonestKeys().with(host);
    ScriptedKeyServer server =
        start(request ->
            request.code() == Opcode.ECDSA_SIGN_SHA384.code() ? null : honest.answer(request));
    assertThat(check(server, file(host))).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("ecdsa-sign-sha256 +ok")
        .containsPattern("ecdsa-sign-sha384 +no answer")
        .containsPattern("ecdsa-sign-sha512 +ok")
        .contains("the connection failed");
  }

  @Test
  void anAnswerThatDoesNotComeIsWaitedForNoLongerThanTheLimit() throws Exception {
    Credential host = host(KeyType.ED25519);
    CountDownLatch never = new CountDownLatch(1);
    ScriptedKeyServer server =
        start(request -> {
          if (request.code() != Opcode.PING.code()) {
            awaitQuietly(never);
          }
          return Message.pong(request.id(), request.payload());
        });
    assertThat(check(server, file(host))).isEqualTo(1);
    assertThat(out.toString()).contains("no answer", "nothing came within 2,000 ms");
  }

  @Test
  void aKeyThatNoEdgeCanUseIsSaidToBeSo() throws Exception {
    openssl(
        "req", "-x509", "-newkey", "ed448", "-nodes", "-subj", "/CN=odd", "-keyout", "odd.key",
        "-out", "odd.pem");
    ScriptedKeyServer server = start(new HonestKeys());
    assertThat(check(server, folder.resolve("odd.pem").toString())).isEqualTo(1);
    assertThat(out.toString()).contains("not served", "Ed448", "use RSA, ECDSA");
  }

  // --- Key servers that cannot be talked to ------------------------------------------------------

  @Test
  void aKeyServerThatIsNotThereIsUnreachable() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(checkAt("127.0.0.1:" + port)).isEqualTo(3);
    assertThat(out.toString())
        .contains("127.0.0.1:" + port + ": not connected: ", "does the key server run");
  }

  @Test
  void aNameWithoutAnAddressIsSaidToBeOne() {
    assertThat(checkAt("no-such-host.invalid:2407")).isEqualTo(3);
    assertThat(out.toString()).contains("no-such-host.invalid has no address");
  }

  @Test
  void whatSpeaksNoTlsIsToldFromWhatDoes() throws Exception {
    ServerSocket socket =
        listen(connection ->
            connection
                .getOutputStream()
                .write("hello\n".repeat(9).getBytes(StandardCharsets.US_ASCII)));
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
    Instant soon = Instant.now().plus(Duration.ofDays(5)).plusSeconds(60);
    Credential ending =
        ca.issue(
            onLoopback(TestCa.Leaf.server("ks.internal"))
                .valid(Instant.now().minusSeconds(60), soon));
    ScriptedKeyServer server =
        remember(
            ScriptedKeyServer.start(ending, List.of(edgeCa.certificate()), BOTH, new HonestKeys()));
    assertThat(check(server)).isZero();
    assertThat(out.toString())
        .contains("warning: the key server's certificate ends in 5 days, on ");
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

  // --- Wrong usage -------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--chain edge.pem --key edge.key | which key server?",
        "--address 127.0.0.1:1 | as whom?",
        "--address 127.0.0.1:1 --chain edge.pem | as whom?",
        "--address nowhere --chain edge.pem --key edge.key | is no address",
        "--address a:70000 --chain edge.pem --key edge.key | is no address",
        "--address ::1:2407 --chain edge.pem --key edge.key | [::1]:2407",
        "--address a:1 --chain none.pem --key edge.key | there is no file",
        "--address a:1 --chain edge.key --key edge.key | edge.key: this is a private key",
        "--address a:1 --chain ca.pem --key edge.key | is not the private key of",
        "--address a:1 --chain edge.pem --key edge.key --timeout-millis 0 | 1 or more",
        "--address a:1 --chain edge.pem --key edge.key --operations seal | seal",
        "--address a:1 --chain edge.pem --key edge.key edge.key | this is a private key",
        "--address a:1 --chain edge.pem --key edge.key empty | no certificate is in this folder",
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

  // --- Means -------------------------------------------------------------------------------------

  private ScriptedKeyServer start(ScriptedKeyServer.Script script, String... protocols)
      throws GeneralSecurityException, IOException {
    return remember(
        ScriptedKeyServer.start(
            serverIdentity,
            List.of(edgeCa.certificate()),
            protocols.length == 0 ? BOTH : protocols,
            script));
  }

  private <T extends AutoCloseable> T remember(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private interface Plain {
    void serve(Socket connection) throws IOException;
  }

  private ServerSocket listen(Plain behaviour) throws IOException {
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

  private int check(ScriptedKeyServer server, String... more) {
    return checkAt(server.address(), more);
  }

  private int checkAt(String address, String... more) {
    List<String> arguments = arguments(address, true);
    arguments.addAll(List.of(more));
    return execute(arguments);
  }

  private List<String> arguments(String address, boolean trust) {
    List<String> arguments = new ArrayList<>(List.of("--address", address));
    arguments.addAll(List.of("--chain", folder.resolve("edge.pem").toString()));
    arguments.addAll(List.of("--key", folder.resolve("edge.key").toString()));
    if (trust) {
      arguments.addAll(List.of("--trust", folder.resolve("ca.pem").toString()));
    }
    return arguments;
  }

  private int execute(List<String> arguments) {
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setParameterExceptionHandler(Failures::wrongUsage)
        .setExecutionExceptionHandler(Failures::failed)
        .execute(arguments.toArray(String[]::new));
  }

  private Credential host(KeyType type) {
    return hosts.issue(TestCa.Leaf.server("www.example.com").of(type));
  }

  private String file(Credential credential) {
    return credential.chainFile(folder).toString();
  }

  private static TestCa.Leaf onLoopback(TestCa.Leaf leaf) {
    return leaf.named(
        new GeneralName(GeneralName.dNSName, "ks.internal"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
  }

  private static Message coded(Message request, Opcode opcode) {
    return new Message(
        request.id(), opcode.code(), request.payload(), request.key(), null, null, null, null);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
