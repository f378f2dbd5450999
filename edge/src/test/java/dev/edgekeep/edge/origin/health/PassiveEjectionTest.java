package dev.edgekeep.edge.origin.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PassiveEjectionTest {
  private final PassiveEjection health = new PassiveEjection();

  @Test
  void aServerIsEjectedForTwiceAsLongAfterEachFailureUpToSixteenSeconds() {
    long now = Long.MAX_VALUE - 1;
    for (int seconds : new int[] {1, 2, 4, 8, 16, 16}) {
      health.connectFailed(now);
      now += Duration.ofSeconds(seconds).toNanos() - 1;
      assertThat(health.isHealthy(now)).as("before %d s", seconds).isFalse();
      now++;
      assertThat(health.isHealthy(now)).as("after %d s", seconds).isTrue();
    }
  }

  @Test
  void aConnectionMakesItHealthy() {
    health.connectFailed(0);
    health.connectFailed(0);
    health.connected();
    assertThat(health.isHealthy(0)).isTrue();
    health.connectFailed(0);
    assertThat(health.isHealthy(Duration.ofSeconds(1).toNanos())).isTrue();
  }
}
