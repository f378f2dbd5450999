package dev.edgekeep.edge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void aBucketHoldsTheThresholdAndFillsUpEvenly() {
    RateLimiter limiter = new RateLimiter(Duration.ofSeconds(10), 5, 100);
    for (int i = 0; i < 5; i++) {
      assertThat(limiter.allows("a", 0)).isTrue();
    }
    assertThat(limiter.allows("a", 0)).isFalse();
    assertThat(limiter.allows("a", SECOND)).isFalse();
    assertThat(limiter.allows("a", 2 * SECOND)).isTrue();
    assertThat(limiter.allows("a", 2 * SECOND)).isFalse();
    assertThat(limiter.allows("b", 2 * SECOND)).isTrue();
  }

  @Test
  void afterAPauseThereIsOneBucketFullAndNoMore() {
    RateLimiter limiter = new RateLimiter(Duration.ofSeconds(10), 2, 100);
    limiter.allows("a", 0);
    long later = 1000 * SECOND;
    assertThat(limiter.allows("a", later)).isTrue();
    assertThat(limiter.allows("a", later)).isTrue();
    assertThat(limiter.allows("a", later)).isFalse();
  }

  @Test
  void aClockThatIsNegativeIsATimeLikeAnother() {
    RateLimiter limiter = new RateLimiter(Duration.ofSeconds(1), 1, 100);
    long now = Long.MAX_VALUE - 5;
    assertThat(limiter.allows("a", now)).isTrue();
    assertThat(limiter.allows("a", now + 10)).isFalse();
    assertThat(limiter.allows("a", now + SECOND)).isTrue();
  }

  @Test
  void memoryIsBoundedAndWhatIsLimitedStaysLimited() {
    RateLimiter limiter = new RateLimiter(Duration.ofHours(1), 1, 1_000);
    limiter.allows("limited", 0);
    for (int i = 0; i < 100_000; i++) {
      limiter.allows("key " + i, 0);
      if (i % 100 == 0) {
        assertThat(limiter.allows("limited", 0)).isFalse();
      }
    }
    assertThat(limiter.size()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void aLongKeyIsAKeyLikeAnother() {
    RateLimiter limiter = new RateLimiter(Duration.ofHours(1), 1, 100);
    assertThat(limiter.allows("x".repeat(10_000), 0)).isTrue();
    assertThat(limiter.allows("x".repeat(10_000), 0)).isFalse();
    assertThat(limiter.allows("x".repeat(9_999), 0)).isTrue();
  }
}
