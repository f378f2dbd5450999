package dev.edgekeep.fleet.feed;

import static dev.edgekeep.fleet.feed.FeedHarness.first;
import static dev.edgekeep.fleet.feed.FeedHarness.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.fleet.nats.FeedObjects;
import dev.edgekeep.fleet.nats.FeedStreams;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full snapshots that are replaced do not fill the message server's disk. */
class OldObjectsTest {
  @TempDir Path folder;

  @Test
  void anObjectIsDeletedAnHourAfterItWasReplaced() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-30T12:00:00Z"));
    try (FeedHarness feed = new FeedHarness(folder)) {
      GroupPublisher publisher =
          new GroupPublisher(
              feed.control,
              new FeedStreams(feed.control, 1),
              FeedHarness.GROUP,
              feed.controlKeys,
              feed.signer,
              feed.check,
              now::get);
      FeedObjects objects = new FeedObjects(feed.control);
      VersionedSnapshot last = first(1, "a");
      publisher.publish(last);
      String oldest = objects.names(FeedHarness.GROUP).getFirst();
      for (long version = 2; version <= 3; version++) {
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(40)));
        // Another key needs another full snapshot.
        feed.controlKeys.add(GroupKey.random(version, FeedHarness.RANDOM));
        last = version(last, version, "h" + version);
        publisher.publish(last);
        assertThat(objects.names(FeedHarness.GROUP).contains(oldest)).isEqualTo(version == 2);
      }
      assertThat(objects.names(FeedHarness.GROUP)).hasSize(2);
    }
  }
}
