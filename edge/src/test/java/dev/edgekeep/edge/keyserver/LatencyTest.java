package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatencyTest {
  private static final long NOW = 5_000_000_000L;

  private final Latency latency = new Latency();

  private void observe(int times, long millis) {
    for (int i = 0; i < times; i++) {
      latency.observe(TimeUnit.MILLISECONDS.toNanos(millis), NOW);
    }
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(latency.mean(NOW)).isZero();
    assertThat(latency.slow()).isZero();
  }

  @Test
  void oneInAHundredMayBeSlower() {
    observe(990, 2);
    observe(9, 500);
    assertThat(latency.slow()).isBetween(2_000_000L, 2_600_000L);
    observe(25, 500);
    assertThat(latency.slow()).isBetween(500_000_000L, 640_000_000L);
  }

  @Test
  void whatWasIsForgottenInTheEnd() {
    observe(5_000, 500);
    observe(20_000, 2);
    assertThat(latency.slow()).isBetween(2_000_000L, 2_600_000L);
    assertThat(latency.mean(NOW)).isBetween(1_900_000L, 2_100_000L);
  }

  @Test
  void theMeanHalvesWithEachSecondWithoutAnAnswer() {
    observe(100, 64);
    assertThat(latency.mean(NOW + 999_999_999L)).isEqualTo(64_000_000);
    assertThat(latency.mean(NOW + 1_000_000_000L)).isEqualTo(32_000_000);
    assertThat(latency.mean(NOW + 6_000_000_000L)).isEqualTo(1_000_000);
    assertThat(latency.mean(NOW + 1_000_000_000_000L)).isZero();
  }

  @Property
  void withFewAnswersTheSlowestCountsAndIsRoundedUpByAQuarterAtMost(
      @ForAll @Size(min = 1, max = 16) List<@LongRange(min = 0, max = 60_000_000_000L) Long> all) {
    Latency few = new Latency();
    all.forEach(nanos -> few.observe(nanos, NOW));
    long slowest = all.stream().mapToLong(Long::longValue).max().orElseThrow();
    assertThat(few.slow()).isBetween(slowest, slowest + slowest / 4 + (1 << 14));
  }

  @Property
  void theMeanIsBetweenTheFastestAndTheSlowest(@ForAll @Size(min = 1, max = 50) long[] any) {
    long[] all = Arrays.stream(any).map(value -> Math.floorMod(value, 60_000_000_000L)).toArray();
    Latency some = new Latency();
    Arrays.stream(all).forEach(nanos -> some.observe(nanos, NOW));
    assertThat(some.mean(NOW))
        .isBetween(
            Arrays.stream(all).min().orElseThrow() - 8, Arrays.stream(all).max().orElseThrow());
  }
}
