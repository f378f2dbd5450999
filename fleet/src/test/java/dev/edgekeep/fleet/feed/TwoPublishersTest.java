package dev.edgekeep.fleet.feed;

import static dev.edgekeep.fleet.feed.FeedHarness.first;
import static dev.edgekeep.fleet.feed.FeedHarness.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas of the control plane publish at the same time, without a leader. */
class TwoPublishersTest {
  private static final int VERSIONS = 40;

  @TempDir Path folder;

  /** Both have all versions, and publish them as fast as they can. */
  @Test
  void nodesSeeRisingVersionsOnlyAndEndWithTheNewest() throws Exception {
    List<VersionedSnapshot> versions = new ArrayList<>();
    VersionedSnapshot last = VersionedSnapshot.NONE;
    for (long version = 1; version <= VERSIONS; version++) {
      last = version(last, version, "h" + version % 5, "v" + version);
      versions.add(last);
    }
    try (FeedHarness feed = new FeedHarness(folder);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      TestNode early = feed.node("edge-1");
      GroupPublisher other = feed.publisher(feed.connect("control"));

      Future<?> one = threads.submit(publishing(feed.publisher, versions, 0));
      Future<?> two = threads.submit(publishing(other, versions, 1));
      one.get();
      two.get();
      TestNode late = feed.node("edge-2");

      for (TestNode node : List.of(early, late)) {
        node.awaitVersion(VERSIONS);
        assertThat(node.versions).isSorted().doesNotHaveDuplicates();
        assertThat(node.wrong).isEmpty();
        assertThat(node.refused).isEmpty();
        assertThat(node.snapshot().snapshot()).isEqualTo(last.snapshot());
      }
      assertThat(feed.publisher.newest()).isEqualTo(VERSIONS);
    }
  }

  /** One skips each second version, the other the rest: as replicas that compile what is new. */
  private static Callable<Void> publishing(
      GroupPublisher publisher, List<VersionedSnapshot> versions, int from) {
    return () -> {
      for (int i = from; i < versions.size(); i += 2) {
        publisher.publish(versions.get(i));
      }
      publisher.publish(versions.getLast());
      return null;
    };
  }

  @Test
  void aVersionThatIsNotNewerIsNotPublishedAgain() throws Exception {
    try (FeedHarness feed = new FeedHarness(folder)) {
      feed.publisher.publish(first(5, "a"));
      GroupPublisher other = feed.publisher(feed.connect("control"));

      assertThat(other.publish(first(5, "a")))
          .isEqualTo(new Publication(5, Publication.Outcome.ALREADY_THERE));
      // A control plane whose database was restored learns how far it must raise its counter.
      assertThat(other.publish(first(3, "a")))
          .isEqualTo(new Publication(5, Publication.Outcome.ALREADY_THERE));
    }
  }
}
