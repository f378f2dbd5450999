package dev.edgekeep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.observe.Observation;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls run on virtual threads, so that those that wait stop nobody. */
class VirtualThreadsTest {
  private static final Caller CALLER =
      new Caller("a", false, Role.ADMIN, null, "t", "test", "127.0.0.1");

  @TempDir private Path folder;

  /** Everybody is the same caller. */
  private static final class Anybody implements Authentication {
    @Override
    public Caller authenticate(
        @Nullable String authorization, @Nullable String account, String address) {
      return CALLER;
    }

    @Override
    public boolean stands(Caller caller) {
      return true;
    }
  }

  private ApiServer server(Store store, Consumer<Routes> feature) throws IOException {
    return server(null, store, feature);
  }

  private ApiServer server(@Nullable Identity identity, Store store, Consumer<Routes> feature)
      throws IOException {
    return ApiServer.start(
        new ApiEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), identity, true),
        new ApiServer.Parts(
            store,
            new Anybody(),
            (version, atMost) -> "deployed",
            ApiLimits.ofThisProcess(),
            Json.mapper(),
            InstantSource.system(),
            Map::of,
            new Observation(line -> {}),
            failure -> {}),
        List.of(feature));
  }

  @Test
  void manyCallsThatWaitDoNotKeepOthersFromBeingAnswered() throws Exception {
    CountDownLatch waiting = new CountDownLatch(40);
    CountDownLatch end = new CountDownLatch(1);
    Consumer<Routes> feature =
        routes -> {
          routes.get(
              "/waits",
              Role.VIEWER,
              call -> {
                waiting.countDown();
                end.await();
                return Answer.noContent();
              });
          routes.get(
              "/thread",
              Role.VIEWER,
              call -> Answer.ok(Map.of("virtual", Thread.currentThread().isVirtual())));
        };
    StoreLocation database = new StoreLocation.Sqlite(folder.resolve("edgekeep.db"));
    try (Store store = Store.open(database);
        ApiServer server = server(store, feature);
        HttpClient http = HttpClient.newHttpClient()) {
      URI waits = URI.create(server.url() + "/api/v1/waits");
      List<CompletableFuture<Integer>> calls =
          Stream.generate(() ->
                  http.sendAsync(HttpRequest.newBuilder(waits).build(), BodyHandlers.discarding())
                      .thenApply(answer -> answer.statusCode()))
              .limit(40)
              .toList();
      waiting.await();
      URI thread = URI.create(server.url() + "/api/v1/thread");
      String answer =
          http.send(HttpRequest.newBuilder(thread).build(), BodyHandlers.ofString()).body();
      assertThat(answer).isEqualTo("{\"virtual\":true}");
      end.countDown();
      assertThat(calls.stream().map(CompletableFuture::join)).containsOnly(204);
    }
  }

  @Test
  void theFirstCallWithoutTlsOnAPortThatHasBothRunsOnAVirtualThread() throws Exception {
    Consumer<Routes> feature =
        routes ->
            routes.get(
                "/thread",
                Role.VIEWER,
                call -> Answer.ok(Map.of("virtual", Thread.currentThread().isVirtual())));
    StoreLocation database = new StoreLocation.Sqlite(folder.resolve("edgekeep.db"));
    try (Store store = Store.open(database);
        ApiServer server = server(identity(), store, feature);
        HttpClient http = HttpClient.newHttpClient()) {
      URI thread = URI.create("http://127.0.0.1:" + server.address().getPort() + "/api/v1/thread");
      String answer =
          http.send(HttpRequest.newBuilder(thread).build(), BodyHandlers.ofString()).body();
      assertThat(answer).isEqualTo("{\"virtual\":true}");
    }
  }

  private static Identity identity() throws Exception {
    Credential self = TestCa.root("API's CA", KeyType.P_256).issue(TestCa.Leaf.server("localhost"));
    return new Identity(
        List.of(Certificate.parse(self.leaf().getEncoded())),
        new PrivateKeyDer(self.key().getEncoded()));
  }
}
