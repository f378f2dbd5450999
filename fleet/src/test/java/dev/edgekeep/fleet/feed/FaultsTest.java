package dev.edgekeep.fleet.feed;

import static dev.edgekeep.fleet.feed.FeedHarness.first;
import static dev.edgekeep.fleet.feed.FeedHarness.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The message server is killed, comes back, and comes back without its disk. */
class FaultsTest {
  @TempDir Path folder;
  private FeedHarness feed;

  @BeforeEach
  void start() {
    feed = new FeedHarness(folder);
  }

  @AfterEach
  void stop() {
    feed.close();
  }

  /**
   * A consumer that the server forgets at its restart would deliver nothing until missed heartbeats
   * tell. Here there is none: at the moment that the node is connected again its subscriptions are
   * there, and what was published before is read. The node of this test never compares for another
   * reason.
   */
  @Test
  void aVersionPublishedRightAfterAKilledServerIsBackArrivesWithTheReconnect() throws Exception {
    VersionedSnapshot last = first(1, "a");
    feed.publisher.publish(last);
    TestNode node = feed.node("edge-1");
    node.awaitVersion(1);
    for (long version = 2; version <= 4; version++) {
      feed.server.kill();
      Eventually.await("the loss", () -> !feed.control.isConnected());
      Eventually.await("the loss", () -> !node.connection().isConnected());
      feed.server.restart();
      assertThat(feed.control.awaitConnected(FeedHarness.LIMIT)).isTrue();
      last = version(last, version, "h" + version);

      feed.publisher.publish(last);

      node.awaitVersion(version);
    }
    assertThat(node.full.subList(1, node.full.size())).doesNotContain(true);
    assertThat(node.wrong).isEmpty();
  }

  @Test
  void whileTheServerIsAwayPublishingFailsAtOnceAndGoesOnAfterwards() throws Exception {
    VersionedSnapshot one = first(1, "a");
    feed.publisher.publish(one);
    TestNode node = feed.node("edge-1");
    node.awaitVersion(1);
    feed.server.kill();
    Eventually.await("the loss", () -> !feed.control.isConnected());
    VersionedSnapshot two = version(one, 2, "b");

    assertThatThrownBy(() -> feed.publisher.publish(two))
        .isInstanceOfSatisfying(
            FeedException.class,
            e -> assertThat(e.reason()).isEqualTo(FeedException.Reason.UNREACHABLE));
    feed.server.restart();
    assertThat(feed.control.awaitConnected(FeedHarness.LIMIT)).isTrue();
    feed.publisher.publish(two);

    node.awaitVersion(2);
  }

  @Test
  void aServerThatLostItsDiskIsFilledAgainAndNoNodeGoesBack() throws Exception {
    VersionedSnapshot last = VersionedSnapshot.NONE;
    for (long version = 1; version <= 5; version++) {
      last = version(last, version, "h" + version);
      feed.publisher.publish(last);
    }
    TestNode node = feed.node("edge-1");
    node.awaitVersion(5);
    feed.server.kill();
    feed.server.wipe();
    Eventually.await("the loss", () -> !feed.control.isConnected());
    feed.server.restart();
    assertThat(feed.control.awaitConnected(FeedHarness.LIMIT)).isTrue();

    assertThat(feed.publisher.publish(last))
        .isEqualTo(new Publication(5, Publication.Outcome.PUBLISHED));
    TestNode fresh = feed.node("edge-2");
    fresh.awaitVersion(5);
    last = version(last, 6, "h6");
    feed.publisher.publish(last);
    node.awaitVersion(6);
    last = version(last, 7, "h7");
    feed.publisher.publish(last);

    for (TestNode each : new TestNode[] {node, fresh}) {
      each.awaitVersion(7);
      assertThat(each.snapshot().snapshot()).isEqualTo(last.snapshot());
      assertThat(each.wrong).isEmpty();
    }
  }

  @Test
  void whatWasPublishedWhileANodeWasCutOffReachesItWithTheReconnect() throws Exception {
    VersionedSnapshot last = first(1, "a");
    feed.publisher.publish(last);
    TestNode node = feed.node("edge-1");
    node.awaitVersion(1);
    node.stop();
    for (long version = 2; version <= 9; version++) {
      last = version(last, version, "h" + version);
      feed.publisher.publish(last);
    }
    Revocations ahead =
        new Revocations(10, Map.of("clients", SerialSet.of(SerialNumber.parse("02"))));
    feed.publisher.revoked(ahead);

    TestNode again = feed.node("edge-1", node.snapshot());

    again.awaitVersion(9);
    Eventually.await("the revocation", () -> again.revoked.contains(ahead));
    assertThat(again.snapshot().snapshot()).isEqualTo(last.snapshot());
  }
}
