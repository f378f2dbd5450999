package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.config.ClientCaKeys;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.keyserver.pkcs11.Curve;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.SoftHsm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.signature.SigningException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A token that hangs costs those who need its keys, and nobody else. */
class HungTokenTest extends ClientCaTests {
  private static final String PIN = "1234";
  private static final String P256 = "{\"keyType\": \"p256\"}";

  private ClientCaKeys keys = ClientCaKeys.IN_STORE;

  @Override
  protected ClientCaKeys clientCaKeys() {
    return keys;
  }

  private ApiClient withToken() throws Exception {
    new SoftHsm(folder).token("ca", PIN);
    Files.writeString(folder.resolve("pin.txt"), PIN + "\n");
    keys =
        new ClientCaKeys(
            Pkcs11Uri.parse(
                "pkcs11:token=ca?module-path=%s&pin-source=file:pin.txt".formatted(SoftHsm.MODULE),
                folder),
            List.of());
    return startWithSite(Databases.SQLITE);
  }

  @Test
  void aRevocationDoesNotWaitForIssuancesThatHang() throws Exception {
    ApiClient api = withToken();
    Reply issued = issue(api, P256);
    byte[] list = api.get("/client-ca/crl").bytes();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Reply>> issuances;
      try (TokenFolderLock _ = TokenFolderLock.of(folder.resolve("tokens"))) {
        issuances =
            IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> api.post(PATH, P256), threads))
                .toList();
        assertThat(revoke(api, issued, "").text("/status")).isEqualTo("revoked");
        assertThat(issuances).noneMatch(CompletableFuture::isDone);
        issuances.forEach(each -> assertUnavailable(each.join()));
        // Tokens that hang are not asked by everybody again.
        assertUnavailable(api.post(PATH, P256));
        // The list before is valid for days; who asks for it has it anyway.
        assertThat(api.get("/client-ca/crl").bytes()).isEqualTo(list);
        assertUnavailable(api.post("/client-ca/rotate", ""));
      }
      Eventually.await("the token answers again", () -> api.post(PATH, P256).status() == 201);
    }
  }

  private static void assertUnavailable(Reply reply) {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.text("/type")).isEqualTo("urn:edgekeep:problem:key-unavailable");
  }

  @Test
  void operationsThatHangAreNotWaitedForByEverybody() throws Exception {
    TokenTimeLimit time = new TokenTimeLimit();
    CountDownLatch end = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<String>> hung =
          IntStream.range(0, 2)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> failure(time, end), threads))
              .toList();
      assertThat(hung).allMatch(each -> each.join().contains("has not answered within"));
      assertThat(failure(time, end)).contains("does not answer");
      end.countDown();
      Eventually.await("it is asked again", () -> failure(time, end).isEmpty());
    }
  }

  @Test
  void aTokenThatHangsDoesNotDelayAnother() throws Exception {
    Path tokens = folder.resolve("tokens");
    SoftHsm module = new SoftHsm(folder).token("hung", PIN);
    Path hung = onlyFolderIn(tokens);
    module.token("healthy", PIN);
    Files.writeString(folder.resolve("pin.txt"), PIN + "\n");
    Pkcs11Uri first = uri("hung");
    Pkcs11Uri second = uri("healthy");
    SubjectPublicKey onHealthy = created(second);
    SubjectPublicKey onHung = created(first);
    byte[] digest = new byte[32];
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        KeyTokens both =
            new KeyTokens(new ClientCaKeys(first, List.of(second)), InstantSource.system())) {
      assertThat(both.sign(onHung, digest)).isNotEmpty();
      assertThat(both.sign(onHealthy, digest)).isNotEmpty();
      try (TokenFolderLock _ = TokenFolderLock.of(hung)) {
        // As many as one token may have at once.
        List<CompletableFuture<SubjectPublicKey>> hanging =
            IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> generated(both), threads))
                .toList();
        Eventually.await("all of them are in the module", () -> callsOfTokens() == 8);
        assertThat(both.sign(onHealthy, digest)).isNotEmpty();
        assertThat(hanging).noneMatch(CompletableFuture::isDone);
      }
    }
  }

  @Test
  void aModuleWithAThreadInItIsNotFinalised() throws Exception {
    new SoftHsm(folder).token("busy", PIN);
    Path busy = onlyFolderIn(folder.resolve("tokens"));
    Files.writeString(folder.resolve("pin.txt"), PIN + "\n");
    ClientCaKeys settings = new ClientCaKeys(uri("busy"), List.of());
    SubjectPublicKey key = created(uri("busy"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Boolean>> hanging;
      KeyTokens tokens = new KeyTokens(settings, InstantSource.system());
      assertThat(tokens.sign(key, new byte[32])).isNotEmpty();
      try (TokenFolderLock _ = TokenFolderLock.of(busy)) {
        hanging =
            IntStream.range(0, 3)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> generates(tokens), threads))
                .toList();
        Eventually.await("all of them are in the module", () -> callsOfTokens() == 3);
        tokens.close();
        assertThat(hanging).noneMatch(CompletableFuture::isDone);
      }
      // They return into a module that is still there; finalised, it would end the process.
      hanging.forEach(CompletableFuture::join);
    }
    try (KeyTokens again = new KeyTokens(settings, InstantSource.system())) {
      assertThat(again.sign(key, new byte[32])).isNotEmpty();
    }
  }

  private static boolean generates(KeyTokens tokens) {
    try {
      tokens.generate(Curve.P_256, "late");
      return true;
    } catch (SigningException e) {
      return false; // the token was closed meanwhile
    }
  }

  private static long callsOfTokens() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("client-ca-token"))
        .count();
  }

  private Pkcs11Uri uri(String label) throws Exception {
    return Pkcs11Uri.parse(
        "pkcs11:token=%s?module-path=%s&pin-source=file:pin.txt".formatted(label, SoftHsm.MODULE),
        folder);
  }

  private static Path onlyFolderIn(Path tokens) throws IOException {
    try (Stream<Path> all = Files.list(tokens)) {
      return all.filter(Files::isDirectory).findAny().orElseThrow();
    }
  }

  private static SubjectPublicKey created(Pkcs11Uri uri) throws SigningException {
    try (KeyTokens tokens =
        new KeyTokens(new ClientCaKeys(uri, List.of()), InstantSource.system())) {
      return tokens.generate(Curve.P_256, "test").publicKey();
    }
  }

  private static SubjectPublicKey generated(KeyTokens tokens) {
    try {
      return tokens.generate(Curve.P_256, "late").publicKey();
    } catch (SigningException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String failure(TokenTimeLimit time, CountDownLatch end) {
    try {
      boolean _ =
          time.within(() -> {
            end.await();
            return true;
          });
      return "";
    } catch (SigningException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
