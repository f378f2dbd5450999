package dev.edgekeep.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final double PRECISION = 1 / 64.0;

  @Property(tries = 300)
  void aQuantileIsThatOfTheSortedValuesWithinThePrecision(
      @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 0) Long> values,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    Latencies latencies = new Latencies();
    values.forEach(latencies::record);

    List<Long> sorted = values.stream().sorted().toList();
    long exact = sorted.get((int) Math.ceil(share * sorted.size()) - 1);

    assertThat(latencies.count()).isEqualTo(values.size());
    assertThat((double) latencies.quantile(share))
        .isBetween((double) exact, exact * (1 + PRECISION) + 1);
  }

  @Test
  void withoutValuesEveryQuantileIsZero() {
    assertThat(new Latencies().quantile(0.99)).isZero();
  }
}
