package dev.edgekeep.fleet.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real message server with accounts lets each node do its job and nothing else. */
class FeedAccountsTest {
  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private AccountsHarness feed;
  private FeedConnection control;

  @BeforeEach
  void start() throws Exception {
    feed = new AccountsHarness(folder);
    control = feed.control();
    FeedStreams streams = new FeedStreams(control, 1);
    streams.ensureShared();
    for (String group : List.of("eu", "us")) {
      streams.ensureGroup(group);
      new FeedStore(control).put("edgekeep.group.%s.delta".formatted(group), DATA, null);
    }
  }

  @AfterEach
  void stop() {
    feed.close();
  }

  @Test
  void aNodeReadsItsGroupAndWritesWhatIsItsOwn() throws Exception {
    FeedStore controlStore = new FeedStore(control);
    controlStore.put("edgekeep.group.eu.key.edge-1", DATA, null);
    new FeedObjects(control).put("eu", "v1-0-a", DATA);
    FeedConnection node = feed.node("eu", "edge-1");
    FeedStore store = new FeedStore(node);
    Queue<String> received = new ConcurrentLinkedQueue<>();

    node.subscribe(
        List.of("edgekeep.group.eu.delta", "edgekeep.group.eu.key.edge-1"),
        null,
        (subject, reply, data) -> received.add(subject));
    assertThat(store.last("EDGEKEEP-eu", "edgekeep.group.eu.delta")).isNotNull();
    assertThat(store.next("EDGEKEEP-eu", "edgekeep.group.eu.delta", 0)).isNotNull();
    assertThat(store.last("EDGEKEEP-eu_nodes", "edgekeep.group.eu.key.edge-1")).isNotNull();
    assertThat(store.last("EDGEKEEP-eu_objects", "edgekeep.object.eu.v1-0-a.0")).isNotNull();
    assertThat(store.put("edgekeep.events.eu.edge-1", DATA, null)).isPositive();
    node.publish("edgekeep.status.eu.edge-1", DATA);
    controlStore.put("edgekeep.group.eu.delta", DATA, null);

    Eventually.await("the delta", () -> received.contains("edgekeep.group.eu.delta"));
    Eventually.await("the status", () -> isStored("edgekeep.status.eu.edge-1"));
  }

  private boolean isStored(String subject) {
    try {
      return new FeedStore(control).last("EDGEKEEP-STATUS", subject) != null;
    } catch (FeedException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNodeWritesNothingElse() throws Exception {
    FeedConnection node = feed.node("eu", "edge-1");
    FeedStore store = new FeedStore(node);
    Queue<String> received = new ConcurrentLinkedQueue<>();
    control.subscribe(List.of("edgekeep.>"), null, (subject, reply, data) -> received.add(subject));
    Eventually.await(
        "the subscription",
        () -> {
          publishQuietly(node, "edgekeep.status.eu.edge-1");
          return !received.isEmpty();
        });
    List<String> forbidden =
        List.of(
            "edgekeep.group.eu.delta",
            "edgekeep.group.eu.full",
            "edgekeep.group.eu.revoked",
            "edgekeep.group.eu.key.edge-1",
            "edgekeep.group.us.delta",
            "edgekeep.object.eu.v1-0-a.0",
            "edgekeep.status.eu.edge-2",
            "edgekeep.status.us.edge-1",
            "edgekeep.events.eu.edge-2",
            "edgekeep.renew.eu.edge-2");
    for (String subject : forbidden) {
      node.publish(subject, DATA);
    }

    // What is allowed arrives, and it was sent after all the others.
    assertThat(store.put("edgekeep.events.eu.edge-1", DATA, null)).isPositive();
    Eventually.await("the event", () -> received.contains("edgekeep.events.eu.edge-1"));
    assertThat(received).containsOnly("edgekeep.status.eu.edge-1", "edgekeep.events.eu.edge-1");
  }

  private static void publishQuietly(FeedConnection node, String subject) {
    try {
      node.publish(subject, DATA);
    } catch (FeedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNodeReadsNothingElse() throws Exception {
    FeedStore controlStore = new FeedStore(control);
    controlStore.put("edgekeep.group.eu.key.edge-2", DATA, null);
    controlStore.put("edgekeep.status.eu.edge-2", DATA, null);
    FeedStore store = new FeedStore(feed.node("eu", "edge-1"));
    Map<String, String> forbidden =
        Map.of(
            "EDGEKEEP-us", "edgekeep.group.us.delta",
            "EDGEKEEP-us_objects", "edgekeep.object.us.v1-0-a.0",
            "EDGEKEEP-eu_nodes", "edgekeep.group.eu.key.edge-2",
            "EDGEKEEP-STATUS", "edgekeep.status.eu.edge-2");

    forbidden.forEach((stream, subject) ->
        assertThatThrownBy(() -> store.last(stream, subject))
            .as(stream)
            .isInstanceOf(FeedException.class));
    assertThatThrownBy(() -> store.next("EDGEKEEP-eu_nodes", ">", 0))
        .isInstanceOf(FeedException.class);
  }

  @Test
  void aNodeSubscribesToNothingElseAndChangesNoStream() throws Exception {
    FeedConnection node = feed.node("eu", "edge-1");
    Queue<String> received = new ConcurrentLinkedQueue<>();
    for (String subject :
        List.of(
            "edgekeep.group.us.delta", "edgekeep.group.eu.key.edge-2", ">", "_INBOX_control.>")) {
      node.subscribe(List.of(subject), null, (got, reply, data) -> received.add(got));
    }
    node.subscribe(
        List.of("edgekeep.group.eu.delta"), null, (got, reply, data) -> received.add(got));
    FeedStreams streams = new FeedStreams(node, 1);
    assertThatThrownBy(() -> streams.ensureGroup("eu")).isInstanceOf(FeedException.class);
    assertThatThrownBy(() -> streams.deleteGroup("eu")).isInstanceOf(FeedException.class);
    FeedStore controlStore = new FeedStore(control);
    controlStore.put("edgekeep.group.us.delta", DATA, null);
    controlStore.put("edgekeep.group.eu.key.edge-2", DATA, null);
    controlStore.put("edgekeep.group.eu.delta", DATA, null);

    Eventually.await("the delta", () -> !received.isEmpty());
    assertThat(received).containsOnly("edgekeep.group.eu.delta");
    assertThat(new FeedStreams(control, 1).hasGroup("eu")).isTrue();
  }

  @Test
  void aRemovedNodeIsDisconnectedAtOnceAndDoesNotComeBackAndOthersStay() throws Exception {
    NodeIdentity removed = NodeIdentity.create(AccountsHarness.RANDOM);
    FeedConnection node = feed.connected(feed.nodeOptions("eu", "edge-1", removed));
    FeedConnection stays = feed.node("eu", "edge-2");
    CountDownLatch refusedAgain = new CountDownLatch(3);
    node.addListener(
        new FeedListener() {
          @Override
          public void disconnected(String reason) {
            refusedAgain.countDown();
          }
        });

    FeedAccounts.update(
        feed.system(),
        feed.accounts.accountJwt(Map.of(removed.publicKey(), Instant.now().plusSeconds(5))));

    assertThat(refusedAgain.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(node.isConnected()).isFalse();
    assertThat(new FeedStore(stays).last("EDGEKEEP-eu", "edgekeep.group.eu.delta")).isNotNull();

    // The server remembers it.
    feed.server.kill();
    feed.server.restart();
    Eventually.await("the other node", stays::isConnected);
    assertThat(node.isConnected()).isFalse();
  }

  @Test
  void aServerWithTheWrongCaOrNameIsRefused() throws Exception {
    NodeIdentity identity = NodeIdentity.create(AccountsHarness.RANDOM);
    FeedOptions right = feed.nodeOptions("eu", "edge-1", identity);
    TestCa other = TestCa.root("message servers", KeyType.P_256);
    FeedTls wrongCa =
        new FeedTls(
            Objects.requireNonNull(right.tls()).identity(), AccountsHarness.certificates(other));

    assertThat(reason(right, List.of(feed.url()), wrongCa))
        .contains("message server 127.0.0.1 is refused");
    // The certificate has the address, and not this name.
    assertThat(reason(right, List.of("tls://localhost:" + feed.server.port()), right.tls()))
        .contains("message server localhost is refused");
  }

  private String reason(FeedOptions right, List<String> servers, FeedTls tls) throws Exception {
    Queue<String> reasons = new ConcurrentLinkedQueue<>();
    FeedConnection connection =
        feed.opened(
            new FeedOptions(
                right.name(), servers, tls, right.login(), right.inboxPrefix(), right.timeout()));
    connection.addListener(
        new FeedListener() {
          @Override
          public void disconnected(String reason) {
            reasons.add(reason);
          }
        });
    Eventually.await("a refusal", () -> !reasons.isEmpty());
    assertThat(connection.isConnected()).isFalse();
    return String.join(" ", reasons);
  }

  @Test
  void aRenewedCertificateAndLoginAreUsedByTheNextConnection() throws Exception {
    NodeIdentity identity = NodeIdentity.create(AccountsHarness.RANDOM);
    FeedOptions options = feed.nodeOptions("eu", "edge-1", identity);
    FeedTls untrusted =
        new FeedTls(
            AccountsHarness.identity(
                TestCa.root("others", KeyType.P_256).issue(TestCa.Leaf.client("edge-1"))),
            AccountsHarness.certificates(feed.serverCa));
    FeedConnection connection =
        feed.opened(
            new FeedOptions(
                options.name(),
                options.servers(),
                untrusted,
                options.login(),
                options.inboxPrefix(),
                options.timeout()));
    CountDownLatch refused = new CountDownLatch(1);
    connection.addListener(
        new FeedListener() {
          @Override
          public void disconnected(String reason) {
            refused.countDown();
          }
        });
    assertThat(refused.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

    connection.renew(options.tls(), options.login());

    assertThat(connection.awaitConnected(Eventually.LIMIT)).isTrue();
  }
}
