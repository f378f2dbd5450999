package dev.edgekeep.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentMapTest {
  private final RecentMap<Integer, String> map = new RecentMap<>(100);

  @Test
  void theMemoryIsBoundedAndWhatIsUsedStays() {
    map.put(-1, "used");
    for (int i = 0; i < 10_000; i++) {
      map.put(i, "once");
      assertThat(map.get(-1)).as("what is used stays").isEqualTo("used");
      assertThat(map.size()).isLessThanOrEqualTo(101);
    }
    assertThat(map.get(0)).isNull();
  }

  @Test
  void theFirstValueOfAKeyIsKept() {
    assertThat(map.putIfAbsent(1, "first")).isEqualTo("first");
    assertThat(map.putIfAbsent(1, "second")).isEqualTo("first");
    assertThat(map.get(1)).isEqualTo("first");
  }

  @Test
  void anEntryThatBecomesYoungAgainIsTheSame() {
    RecentMap<Integer, AtomicInteger> counters = new RecentMap<>(10);
    AtomicInteger counter = counters.putIfAbsent(-1, new AtomicInteger());
    for (int i = 0; i < 4; i++) {
      counters.put(i, new AtomicInteger());
    }
    counters.put(4, new AtomicInteger()); // the generation is full
    assertThat(counters.get(-1)).isSameAs(counter);
    assertThat(counters.get(-1)).isSameAs(counter);
  }
}
