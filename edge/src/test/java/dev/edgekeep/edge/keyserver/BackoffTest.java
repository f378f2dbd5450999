package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LAST = Duration.ofSeconds(30);

  @Test
  void pausesDoubleUpToTheBound() {
    assertThat(Backoff.doubled(FIRST, LAST, 1)).isEqualTo(FIRST.toNanos());
    assertThat(Backoff.doubled(FIRST, LAST, 2)).isEqualTo(FIRST.toNanos() * 2);
    assertThat(Backoff.doubled(FIRST, LAST, 9)).isEqualTo(FIRST.toNanos() * 256);
    assertThat(Backoff.doubled(FIRST, LAST, 10)).isEqualTo(LAST.toNanos());
    assertThat(Backoff.doubled(FIRST, LAST, 1_000_000)).isEqualTo(LAST.toNanos());
  }

  @Property
  void chanceTakesUpToHalfOfAPause(
      @ForAll @IntRange(min = 1, max = 100) int failures, @ForAll long seed) {
    long whole = Backoff.doubled(FIRST, LAST, failures);
    assertThat(Backoff.nanos(FIRST, LAST, failures, new Random(seed))).isBetween(whole / 2, whole);
  }

  @Test
  void noTwoEdgesPauseAlike() {
    Random random = new Random(1);
    assertThat(Backoff.nanos(FIRST, LAST, 5, random))
        .isNotEqualTo(Backoff.nanos(FIRST, LAST, 5, random));
  }
}
