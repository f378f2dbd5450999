package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressRankTest {
  private static final long MILLI = 1_000_000;
  private static final Timeouts TIMEOUTS = Timeouts.DEFAULT;

  private final Random random = new Random(1);
  private final Health health =
      new Health(
          TIMEOUTS,
          new Health.Listener() {
            @Override
            public void up(boolean isUp) {}

            @Override
            public void report(EdgeEvent.Kind kind, String detail) {}
          },
          0);

  private long timesBest(long now) {
    return IntStream.range(0, 1_000).filter(i -> health.rank(true, now, random) == 0).count();
  }

  @Test
  void anAddressThatDoesWellIsAlwaysAmongTheBest() {
    assertThat(timesBest(0)).isEqualTo(1_000);
  }

  @Test
  void anAddressThatFailsOrHasNotAnsweredYetNeverIs() {
    assertThat(health.rank(false, 0, random)).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      health.bad(0);
    }
    assertThat(timesBest(0)).isZero();
  }

  @Test
  void anAddressThatCameBackIsMoreAndMoreOften() {
    health.connected(0);
    health.disconnected(0);
    health.connected(0);
    long ramp = TIMEOUTS.ramp().toNanos();
    assertThat(timesBest(0)).isBetween(60L, 140L);
    assertThat(timesBest(ramp / 2)).isBetween(500L, 600L);
    assertThat(timesBest(ramp)).isEqualTo(1_000);
  }

  @Test
  void whatIsUnderWayCounts() {
    assertThat(Latency.load(4, MILLI, MILLI)).isGreaterThan(Latency.load(3, MILLI, MILLI));
  }

  @Test
  void smallDifferencesInLatencyDoNotCountAndGreatOnesDo() {
    assertThat(Latency.load(0, 2 * MILLI, MILLI)).isEqualTo(Latency.load(0, MILLI, MILLI));
    assertThat(Latency.load(0, 39 * MILLI, 20 * MILLI)).isEqualTo(1);
    assertThat(Latency.load(0, 40 * MILLI, 10 * MILLI)).isEqualTo(4);
    assertThat(Latency.load(0, 0, 10 * MILLI)).as("nothing known").isEqualTo(1);
  }
}
