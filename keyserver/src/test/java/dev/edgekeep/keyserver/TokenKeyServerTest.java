package dev.edgekeep.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.admin.ReloadResult;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key server whose hosts' keys are on a token, and in no file of its own. */
class TokenKeyServerTest extends KeyServerHarness {
  private static final String PIN = "pin-of-the-vault";

  private final byte[] digest = sha256("what a client has seen");
  private SoftHsm hsm;

  @BeforeEach
  void theKeyIsOnAToken() throws Exception {
    hsm = new SoftHsm(Files.createDirectory(folder.resolve("hsm"))).token("vault", PIN);
    importKey(folder.resolve("keys/www.key"));
    Files.delete(folder.resolve("keys/www.key"));
    write("pin", PIN + "\n");
    configureToken("pkcs11:token=vault?module-path=%s&pin-source=file:pin");
  }

  private void importKey(Path file) throws Exception {
    hsm.program()
        .run(
            List.of(
                "softhsm2-util",
                "--import",
                file.toString(),
                "--token",
                "vault",
                "--label",
                "www",
                "--id",
                "01",
                "--pin",
                PIN));
  }

  private void configureToken(String uri) throws IOException {
    configure("");
    String text = Files.readString(folder.resolve("keyserver.yaml"));
    String token = "keys: [{pkcs11: \"%s\"}]".formatted(uri.formatted(SoftHsm.MODULE));
    write("keyserver.yaml", text.replace("keys: [{directory: keys}]", token));
  }

  @Test
  void anEdgeGetsSignaturesOfAKeyThatNeverLeftItsToken() throws Exception {
    KeyServer server = start();
    try (EdgeClient client = dialer(server).connect()) {
      for (int id = 1; id <= 20; id++) {
        Message answer = client.ask(signature(id, host, digest));
        assertThat(answer.code()).isEqualTo(Status.SUCCESS.code());
        assertThat(verifies(host, digest, answer.payload())).isTrue();
      }
    }
    assertThat(server.keys())
        .singleElement()
        .satisfies(key -> {
          assertThat(key.onToken()).isTrue();
          assertThat(key.origin()).isEqualTo("token vault, key www");
        });
  }

  @Test
  void requestsThatComeAtOnceAreAllAnswered() throws Exception {
    try (EdgeClient client = dialer(start()).connect()) {
      Message[] requests = new Message[100];
      for (int id = 0; id < requests.length; id++) {
        requests[id] = signature(id, host, digest);
      }
      client.send(requests);
      for (int i = 0; i < requests.length; i++) {
        assertThat(verifies(host, digest, client.receive().payload())).isTrue();
      }
    }
  }

  @Test
  void aReloadGoesFromTheTokenToAFolderAndBackOnOneConnection() throws Exception {
    KeyServer server = start();
    try (EdgeClient client = dialer(server).connect()) {
      write("keys/www.key", host.keyPem());
      configure("");
      assertThat(server.reload()).isInstanceOf(ReloadResult.Reloaded.class);
      assertThat(server.keys().getFirst().onToken()).isFalse();
      assertThat(client.ask(signature(1, host, digest)).code()).isEqualTo(Status.SUCCESS.code());
      configureToken("pkcs11:token=vault?module-path=%s&pin-source=file:pin");
      assertThat(server.reload()).isInstanceOf(ReloadResult.Reloaded.class);
      assertThat(server.keys().getFirst().onToken()).isTrue();
      assertThat(client.ask(signature(2, host, digest)).code()).isEqualTo(Status.SUCCESS.code());
    }
  }

  @Test
  void aTokenThatIsNotThereRefusesAReloadAndTheKeysStay() throws Exception {
    KeyServer server = start();
    configureToken("pkcs11:token=other?module-path=%s&pin-source=file:pin");
    assertThat(server.reload())
        .isInstanceOfSatisfying(
            ReloadResult.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .contains("pkcs11:token=other: there is no such token"));
    try (EdgeClient client = dialer(server).connect()) {
      assertThat(client.ask(signature(1, host, digest)).code()).isEqualTo(Status.SUCCESS.code());
    }
  }

  /** A file that was written just before the start is read once more after it. */
  private void makeFilesOld() throws IOException {
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, longAgo);
      }
    }
  }

  @Test
  void aKeyThatWasDeletedFromTheTokenIsACryptographyFailureAndNoPinIsLogged() throws Exception {
    makeFilesOld();
    KeyServer server = start();
    hsm.tool("vault", PIN, "--delete-object --type privkey --id 01");
    try (EdgeClient client = dialer(server).connect()) {
      Message answer = client.ask(signature(1, host, digest));
      assertThat(answer.code()).isEqualTo(Status.ERROR.code());
      assertThat(answer.error()).isEqualTo(KeylessError.CRYPTOGRAPHY);
    }
    assertThat(server.drain()).isTrue();
    server.close();
    String audit = Files.readString(folder.resolve("audit.log"));
    assertThat(audit).contains("the key is no longer on the token").doesNotContain(PIN);
    assertThat(Files.readString(folder.resolve("event.log"))).isNotEmpty().doesNotContain(PIN);
  }
}
