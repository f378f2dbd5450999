package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.config.ClientCaKeys;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.SoftHsm;
import dev.edgekeep.x509.signature.SigningException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
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
    TokenTime time = new TokenTime();
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

  private static String failure(TokenTime time, CountDownLatch end) {
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
