package dev.edgekeep.edge.origin.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private final RetryBudget budget = new RetryBudget();
  private final long start = System.nanoTime();

  /** The number of retries that are allowed at a time. */
  private int allowed(long now) {
    int allowed = 0;
    while (budget.tryTake(now)) {
      allowed++;
    }
    return allowed;
  }

  @Test
  void retriesAreAPartOfTheRequests() {
    allowed(start);
    for (int i = 0; i < 200; i++) {
      budget.requested(20);
    }
    assertThat(allowed(start)).isEqualTo(40);
  }

  @Test
  void anOriginWithFewRequestsHasSomeRetriesASecond() {
    allowed(start);
    assertThat(allowed(start + TimeUnit.MILLISECONDS.toNanos(1_050))).isEqualTo(10);
    assertThat(allowed(start + TimeUnit.HOURS.toNanos(1))).isEqualTo(100);
  }

  @Test
  void noMoreThanAThousandAreSavedUp() {
    for (int i = 0; i < 100_000; i++) {
      budget.requested(100);
    }
    assertThat(allowed(start)).isEqualTo(1_000);
  }
}
