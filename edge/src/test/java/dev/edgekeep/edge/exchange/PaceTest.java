package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** A pace gives out no more than its speed, whatever the steps of time. */
final class PaceTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void aQuarterOfASecondMayBeSentAtOnce() {
    Pace pace = new Pace(4_096, 0);
    assertThat(pace.available(0)).isEqualTo(1_024);
    pace.take(1_024);
    assertThat(pace.available(0)).isZero();
    assertThat(pace.available(SECOND / 8)).isEqualTo(512);
    assertThat(pace.available(1_000 * SECOND)).isEqualTo(1_024);
  }

  @Property
  void shortStepsLoseNothingAndGainNothing(
      @ForAll @LongRange(min = 4_096, max = 1L << 40) long speed,
      @ForAll @IntRange(min = 1, max = 200) int steps) {
    Pace pace = new Pace(speed, 0);
    long sent = 0;
    for (int i = 0; i <= steps; i++) {
      int now = pace.available(i * (SECOND / 100));
      pace.take(now);
      sent += now;
    }
    double most = speed / 4.0 + speed * (steps / 100.0);
    assertThat((double) sent).isLessThanOrEqualTo(most + 1);
    if (speed < 1L << 31) {
      assertThat((double) sent).isGreaterThan(most - steps - 2);
    }
  }
}
