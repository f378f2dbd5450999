package dev.edgekeep.keyserver.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The findings of {@code keyserver check} about keys, at scripted key servers. */
class CheckCommandTest extends CheckHarness {

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
    "BAD_OPCODE, 'does not perform this operation'",
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
    assertThat(check(server)).isZero();
    assertThat(check(server, "--timeout-millis", "2000", file(host))).isEqualTo(1);
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
}
