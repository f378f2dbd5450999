package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final Timeouts TIMEOUTS = Timeouts.DEFAULT;

  private final List<String> told = new ArrayList<>();
  private long now = Long.MAX_VALUE - 1_000_000; // System.nanoTime may overflow, and so do tests
  private final Health health =
      new Health(
          TIMEOUTS,
          new Health.Listener() {
            @Override
            public void up(boolean isUp) {
              told.add(isUp ? "up" : "not up");
            }

            @Override
            public void report(EdgeEvent.Kind kind, String what) {
              told.add(kind.label() + ": " + what);
            }
          },
          now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void bad(int times) {
    for (int i = 0; i < times; i++) {
      health.bad(now);
    }
  }

  @Test
  void anAddressIsUpWithItsFirstConnectionAndNotAfterItsLast() {
    health.connected(now);
    health.connected(now);
    health.disconnected(now);
    assertThat(told).containsExactly("up");
    health.disconnected(now);
    assertThat(told).containsExactly("up", "not up");
  }

  @Test
  void itIsDownWhenItCannotBeConnectedToAndNoConnectionIsLeft() {
    health.connected(now);
    health.unreachable("too many");
    assertThat(told).containsExactly("up");
    health.disconnected(now);
    health.unreachable("refused");
    health.unreachable("refused");
    assertThat(told)
        .containsExactly("up", "not up", "not up", "key-server-down: cannot be reached: refused");
  }

  @Test
  void itIsBackOnceAConnectionHasHeld() {
    health.unreachable("refused");
    health.connected(now);
    health.disconnected(now);
    health.settled();
    assertThat(told).doesNotContain("key-server-up: answers again");
    health.connected(now);
    health.settled();
    health.settled();
    assertThat(told).containsOnlyOnce("key-server-up: answers again");
  }

  @Test
  void itIsAskedLastAfterThreeBadAnswersInARow() {
    bad(2);
    health.good(now);
    bad(2);
    assertThat(health.isFailing(now)).isFalse();
    bad(1);
    assertThat(health.isFailing(now)).isTrue();
    pass(TIMEOUTS.failing());
    assertThat(health.isFailing(now)).isFalse();
  }

  @Test
  void itIsAskedLastForTwiceAsLongEachTimeUpToABound() {
    Duration expected = TIMEOUTS.failing();
    for (int i = 0; i < 10; i++) {
      bad(3);
      pass(expected.minusNanos(1));
      assertThat(health.isFailing(now)).as("time %d", i).isTrue();
      pass(Duration.ofNanos(1));
      assertThat(health.isFailing(now)).as("time %d", i).isFalse();
      expected = expected.multipliedBy(2);
      expected = expected.compareTo(TIMEOUTS.lastRetry()) > 0 ? TIMEOUTS.lastRetry() : expected;
    }
    pass(TIMEOUTS.lastRetry().plusNanos(1));
    bad(3);
    pass(TIMEOUTS.failing());
    assertThat(health.isFailing(now)).as("long after").isFalse();
  }

  @Test
  void aGoodAnswerEndsThatBeforeItsTime() {
    bad(3);
    health.good(now);
    assertThat(health.isFailing(now)).isFalse();
    assertThat(health.share(now)).isLessThan(0.2);
  }

  @Test
  void itHasItsWholeShareAtFirstAndRampsUpWhenItComesBack() {
    assertThat(health.share(now)).isEqualTo(1);
    health.connected(now);
    assertThat(health.share(now)).isEqualTo(1);
    health.disconnected(now);
    pass(Duration.ofSeconds(1));
    health.connected(now);
    assertThat(health.share(now)).isEqualTo(0.1);
    pass(TIMEOUTS.ramp().dividedBy(2));
    assertThat(health.share(now)).isBetween(0.54, 0.56);
    health.connected(now);
    pass(TIMEOUTS.ramp());
    assertThat(health.share(now)).isEqualTo(1);
  }

  @Test
  void itIsRestartingForAMomentAfterItWasLostAndNotWhenItWasNeverThere() {
    assertThat(health.isRestarting(now)).isFalse();
    health.connected(now);
    assertThat(health.isRestarting(now)).isFalse();
    health.disconnected(now);
    assertThat(health.isRestarting(now)).isTrue();
    pass(TIMEOUTS.restart());
    assertThat(health.isRestarting(now)).isFalse();
  }
}
