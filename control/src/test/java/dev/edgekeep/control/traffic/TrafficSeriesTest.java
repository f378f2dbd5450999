package dev.edgekeep.control.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.deploy.NodeTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Counters of nodes become steps of an hour, summed by group. */
class TrafficSeriesTest {
  private static final int LAST = TrafficSeries.STEPS - 1;
  private final TrafficSeries series = new TrafficSeries();
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");

  private void add(NodeTotals... nodes) {
    series.add(now, List.of(nodes), Map.of());
  }

  private void step(int steps) {
    now = now.plus(TrafficSeries.STEP.multipliedBy(steps));
  }

  private static NodeTotals node(String name, String group, String boot, long requests) {
    return new NodeTotals(name, group, boot, Map.of("requests/2xx", requests));
  }

  private long[] requests(String group) {
    return Objects.requireNonNull(
        series.read(group, "requests/").getOrDefault("2xx", new long[TrafficSeries.STEPS]));
  }

  @Test
  void onlyTheIncreaseCounts() {
    add(node("a", "default", "1", 1_000));
    step(1);
    add(node("a", "default", "1", 1_007));
    assertThat(requests("")[LAST]).isEqualTo(7);
    assertThat(Arrays.stream(requests("")).sum()).isEqualTo(7);
    step(1);
    add(node("a", "default", "1", 1_007));
    assertThat(requests("")[LAST - 1]).isEqualTo(7);
    assertThat(requests("")[LAST]).isZero();
  }

  @Test
  void aProcessThatWasStartedAgainBeginsWithZero() {
    add(node("a", "default", "1", 50));
    step(1);
    add(node("a", "default", "2", 3));
    assertThat(requests("")[LAST]).isEqualTo(3);
  }

  @Test
  void groupsAreSummedAndReadAlone() {
    add(node("a", "eu", "1", 0), node("b", "us", "1", 0), node("c", "us", "1", 0));
    step(1);
    add(node("a", "eu", "1", 1), node("b", "us", "1", 10), node("c", "us", "1", 100));
    assertThat(requests("")[LAST]).isEqualTo(111);
    assertThat(requests("us")[LAST]).isEqualTo(110);
    assertThat(requests("none")[LAST]).isZero();
  }

  @Test
  void aReportOfSomeStepsIsSpreadOverThem() {
    add(node("a", "default", "1", 1));
    step(3);
    add(node("a", "default", "1", 10));
    assertThat(Arrays.copyOfRange(requests(""), LAST - 3, LAST + 1)).containsExactly(0, 3, 3, 3);
  }

  @Test
  void countsAreForgottenAfterAnHour() {
    add(node("a", "default", "1", 1));
    step(1);
    add(node("a", "default", "1", 5));
    now = now.plus(Duration.ofHours(1));
    add(node("a", "default", "1", 5));
    assertThat(series.read("", "")).isEmpty();
    now = now.minus(Duration.ofMinutes(5));
    add(node("a", "default", "1", 6));
    assertThat(requests("")[LAST]).isPositive();
  }

  @Test
  void countersBeyondTheLimitAreLeftOut() {
    Map<String, Long> none = new HashMap<>();
    Map<String, Long> many = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      none.put("x/" + i, 0L);
      many.put("x/" + i, 1L);
    }
    add(new NodeTotals("a", "default", "1", none));
    step(1);
    add(new NodeTotals("a", "default", "1", many));
    assertThat(series.read("", "x/")).hasSize(2_000);
  }

  @Test
  void percentilesComeFromTheBucketsOfAStep() {
    add(new NodeTotals("a", "default", "1", Map.of("requestTime/1000", 0L)));
    step(1);
    Map<String, Long> times =
        Map.of("requestTime/1000", 90L, "requestTime/2000", 10L, "requestTime/inf", 0L);
    add(new NodeTotals("a", "default", "1", times));
    Percentiles millis = new Percentiles(series.read("", "requestTime/"));
    assertThat(millis.of(50).get(LAST)).isEqualTo(0.56);
    assertThat(millis.of(95).get(LAST)).isEqualTo(1.5);
    assertThat(millis.of(50).get(0)).isNull();
  }
}
