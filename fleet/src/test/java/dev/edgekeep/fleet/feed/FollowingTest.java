package dev.edgekeep.fleet.feed;

import static dev.edgekeep.fleet.feed.FeedHarness.first;
import static dev.edgekeep.fleet.feed.FeedHarness.large;
import static dev.edgekeep.fleet.feed.FeedHarness.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.fleet.seal.NodeSealing;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes follow what is published, whatever they have missed. */
class FollowingTest {
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

  @Test
  void aNodeGetsEachVersionOnceAndInOrder() throws Exception {
    TestNode node = feed.node("edge-1");
    VersionedSnapshot last = VersionedSnapshot.NONE;
    for (long version = 1; version <= 20; version++) {
      last = version(last, version, "h" + version);
      assertThat(feed.publisher.publish(last))
          .isEqualTo(new Publication(version, Publication.Outcome.PUBLISHED));
      node.awaitVersion(version);
    }

    node.compare();

    assertThat(node.versions).hasSize(20).isSorted();
    assertThat(node.snapshot().snapshot()).isEqualTo(last.snapshot());
    assertThat(node.wrong).isEmpty();
    assertThat(node.refused).isEmpty();
  }

  @Test
  void aNodeThatStartsLaterBeginsFromTheFullSnapshot() throws Exception {
    VersionedSnapshot last = VersionedSnapshot.NONE;
    for (long version = 1; version <= 100; version++) {
      last = version(last, version, "h" + version);
      feed.publisher.publish(last);
    }

    TestNode node = feed.node("edge-1");

    node.awaitVersion(100);
    assertThat(node.full.getFirst()).isTrue();
    assertThat(node.versions).hasSizeLessThan(70);
    assertThat(node.snapshot().snapshot()).isEqualTo(last.snapshot());
  }

  @Test
  void aNodeThatWasAwayGetsOnlyWhatItMissed() throws Exception {
    VersionedSnapshot has = first(1, "a");
    feed.publisher.publish(has);
    VersionedSnapshot last = has;
    for (long version = 2; version <= 10; version++) {
      last = version(last, version, "h" + version);
      feed.publisher.publish(last);
    }

    TestNode node = feed.node("edge-1", has);

    node.awaitVersion(10);
    assertThat(node.full).doesNotContain(true).hasSize(9);
    assertThat(node.wrong).isEmpty();
  }

  @Test
  void aNodeWhoseVersionsAreNoLongerInTheStreamGetsAFullSnapshot() throws Exception {
    VersionedSnapshot has = first(1, "a");
    feed.publisher.publish(has);
    VersionedSnapshot last = has;
    for (long version = 2; version <= 300; version++) {
      last = version(last, version, "h" + version % 7);
      feed.publisher.publish(last);
    }

    TestNode node = feed.node("edge-1", has);

    node.awaitVersion(300);
    assertThat(node.full.getFirst()).isTrue();
    assertThat(node.snapshot().snapshot()).isEqualTo(last.snapshot());
    assertThat(node.wrong).isEmpty();
  }

  @Test
  void aNodeWithAnotherContentOfTheSameVersionIsCorrectedByTheNextOne() throws Exception {
    VersionedSnapshot published = first(1, "a");
    feed.publisher.publish(published);
    TestNode node = feed.node("edge-1", first(1, "other"));
    node.compare();
    assertThat(node.versions).isEmpty();

    // The next full snapshot is due after some versions.
    VersionedSnapshot last = published;
    for (long version = 2; version <= 80; version++) {
      last = version(last, version, "h" + version);
      feed.publisher.publish(last);
    }

    node.awaitVersion(80);
    assertThat(node.snapshot().snapshot()).isEqualTo(last.snapshot());
    assertThat(node.wrong).isEmpty();
  }

  @Test
  void aNodeThatFailsAtAVersionReadsItAgain() throws Exception {
    VersionedSnapshot one = first(1, "a");
    feed.publisher.publish(one);
    TestNode node = feed.node("edge-1");
    node.awaitVersion(1);
    node.failures.set(1);

    feed.publisher.publish(version(one, 2, "b"));

    node.awaitVersion(2);
    assertThat(node.refused).singleElement().asString().contains("it fails");
  }

  @Test
  void aControlPlaneThatIsRestartedOftenMakesFullSnapshotsInTime() throws Exception {
    VersionedSnapshot last = VersionedSnapshot.NONE;
    long version = 0;
    for (int restart = 0; restart < 6; restart++) {
      GroupPublisher restarted = feed.publisher(feed.control);
      for (int i = 0; i < 60; i++) {
        version++;
        last = version(last, version, "h" + version % 7);
        restarted.publish(last);
      }
    }

    TestNode node = feed.node("edge-1");

    node.awaitVersion(version);
    last = version(last, version + 1, "last");
    feed.publisher(feed.control).publish(last);
    node.awaitVersion(version + 1);
    assertThat(node.snapshot().content()).isEqualTo(last.content());
  }

  @Test
  void aPublisherReplacesAVersionThatItCannotReadAndNodesFollow() throws Exception {
    GroupKey later = GroupKey.random(2, FeedHarness.RANDOM);
    VersionedSnapshot one = first(1, "a");
    feed.publisher.publish(one);
    TestNode node =
        feed.node(
            "edge-1",
            VersionedSnapshot.NONE,
            new GroupKeys(List.of(feed.firstKey, later)),
            NodeSealing.newPrivateKey(FeedHarness.RANDOM));
    GroupKeys lost = new GroupKeys(List.of(feed.firstKey, later));
    feed.publisher(feed.control, lost).publish(version(one, 2, "b"));
    node.awaitVersion(2);
    GroupPublisher restored = feed.publisher(feed.control);

    assertThat(restored.publish(version(one, 2, "c")))
        .isEqualTo(new Publication(2, Publication.Outcome.OTHER));
    VersionedSnapshot three = version(one, 3, "c");
    assertThat(restored.publish(three))
        .isEqualTo(new Publication(3, Publication.Outcome.PUBLISHED));

    node.awaitVersion(3);
    assertThat(node.snapshot().content()).isEqualTo(three.content());
  }

  @Test
  void aNodeThatCannotReadTheNewestVersionIsNotUpToDate() throws Exception {
    GroupKey later = GroupKey.random(2, FeedHarness.RANDOM);
    feed.publisher.publish(first(1, "a"));
    TestNode node = feed.node("edge-1");
    node.awaitVersion(1);
    Eventually.await("the comparison", () -> node.caughtUp.get() > 0);
    int before = node.caughtUp.get();

    feed.publisher(feed.control, new GroupKeys(List.of(feed.firstKey, later)))
        .publish(version(first(1, "a"), 2, "b"));

    Eventually.await("the refusal", () -> !node.refused.isEmpty());
    assertThat(node.caughtUp.get()).isEqualTo(before);
  }

  @Test
  void aVersionOfSeveralMegabytesArrivesWhole() throws Exception {
    TestNode node = feed.node("edge-1");
    VersionedSnapshot small = first(1, "a");
    VersionedSnapshot big = large(small, 2, 5_000_000);

    feed.publisher.publish(small);
    feed.publisher.publish(big);
    node.awaitVersion(2);
    VersionedSnapshot after = version(big, 3, "b");
    feed.publisher.publish(after);

    node.awaitVersion(3);
    assertThat(node.snapshot().snapshot()).isEqualTo(after.snapshot());
    assertThat(node.full.getLast()).isFalse();
  }

  /** The sizes around the limit of what is sent inline. */
  @Test
  void versionsAroundTheLimitOfAMessageArrive() throws Exception {
    TestNode node = feed.node("edge-1");
    VersionedSnapshot last = first(1, "a");
    feed.publisher.publish(last);
    int[] sizes = {480_000, 500_000, 505_000, 510_000, 515_000, 1_000_000, 1_048_000, 1_060_000};
    for (int i = 0; i < sizes.length; i++) {

      last = large(first(1, "a").next(last.version(), last.snapshot()), i + 2, sizes[i]);
      feed.publisher.publish(last);

      node.awaitVersion(i + 2);
      assertThat(node.snapshot().content()).isEqualTo(last.content());
    }
    assertThat(node.wrong).isEmpty();
  }

  @Test
  void revocationsOvertakeTheVersionThatHasThem() throws Exception {
    feed.publisher.publish(first(1, "a"));
    TestNode node = feed.node("edge-1");
    node.awaitVersion(1);
    Revocations revoked =
        new Revocations(2, Map.of("clients", SerialSet.of(SerialNumber.parse("0a:1b"))));

    feed.publisher.revoked(revoked);

    Eventually.await("the revocation", () -> node.revoked.contains(revoked));
    assertThat(node.snapshot().version()).isEqualTo(1);
  }

  @Test
  void revocationsThatWereMissedAreReadAfterwards() throws Exception {
    VersionedSnapshot one = first(1, "a");
    feed.publisher.publish(one);
    Revocations old = new Revocations(1, Map.of("clients", SerialSet.of(SerialNumber.parse("01"))));
    Revocations ahead =
        new Revocations(2, Map.of("clients", SerialSet.of(SerialNumber.parse("02"))));
    feed.publisher.revoked(old);
    feed.publisher.revoked(ahead);

    TestNode node = feed.node("edge-1", one);

    Eventually.await("the revocations", () -> node.revoked.contains(ahead));
    node.compare();
    assertThat(node.revoked).contains(old, ahead);
  }

  /** As when the connection comes back while a message is handled. */
  @Test
  void aComparisonThatIsAskedForWhileAMessageIsHandledIsNotForgotten() throws Exception {
    feed.publisher.publish(first(1, "a"));
    TestNode node = feed.node("edge-1");
    node.awaitVersion(1);
    node.compare();
    int before = node.caughtUp.get();
    node.whenDirected = () -> node.follower().compareSoon();

    feed.publisher.directive("edge-1", 1, new NodeDirective(NodeDirective.State.DRAIN, null));

    Eventually.await("the comparison", () -> node.caughtUp.get() > before);
  }

  /** As when an address is in use for a second. */
  @Test
  void aVersionThatCouldNotBeAppliedIsTriedAgain() throws Exception {
    VersionedSnapshot one = first(1, "a");
    feed.publisher.publish(one);
    TestNode node = feed.node("edge-1");
    node.awaitVersion(1);
    node.compare();
    node.refusals.set(2); // by subscription, and by the comparison that follows
    feed.publisher.publish(version(one, 2, "b"));
    Eventually.await("both attempts", () -> node.refusals.get() == 0);
    Eventually.await(
        "the comparison",
        () -> {
          node.follower().compareSoon();
          return node.snapshot().version() == 2;
        });
    assertThat(node.wrong).isEmpty();
  }
}
