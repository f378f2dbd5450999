package dev.edgekeep.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.exchange.RequestAdmission;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An event loop that stays behind refuses its requests until it has caught up. */
final class LoopLagTest {
  private final RequestAdmission admission = new RequestAdmission();
  private long now;
  private final LoopLag lag = new LoopLag(admission, () -> now);

  private String shortageAfter(long millisLate) {
    now += LoopLag.INTERVAL.plus(Duration.ofMillis(millisLate)).toNanos();
    lag.run();
    return String.valueOf(admission.shortage());
  }

  @Test
  void severalLateTasksInARowAreAShortageUntilOneIsInTime() {
    assertThat(shortageAfter(1_100)).isEqualTo("null");
    assertThat(shortageAfter(1_100)).isEqualTo("null");
    assertThat(shortageAfter(1_100)).startsWith("an event loop is more than a second behind");
    assertThat(shortageAfter(400)).startsWith("an event loop is more than a second behind");
    assertThat(shortageAfter(100)).isEqualTo("null");
    assertThat(shortageAfter(1_100)).isEqualTo("null");
  }

  @Test
  void aPauseOfTheMachineIsNoShortage() {
    for (int i = 0; i < 10; i++) {
      assertThat(shortageAfter(60_000)).isEqualTo("null");
      assertThat(shortageAfter(0)).isEqualTo("null");
    }
  }

  @Test
  void tasksThatAreALittleLateAreNoShortage() {
    for (int i = 0; i < 10; i++) {
      assertThat(shortageAfter(900)).isEqualTo("null");
    }
  }

  @Test
  void otherEventLoopsServeOn() {
    for (int i = 0; i < 3; i++) {
      shortageAfter(2_000);
    }
    assertThat(admission.shortage()).isNotNull();
    CompletableFuture<String> elsewhere = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> elsewhere.complete(String.valueOf(admission.shortage())));
    assertThat(elsewhere.join()).isEqualTo("null");
  }
}
