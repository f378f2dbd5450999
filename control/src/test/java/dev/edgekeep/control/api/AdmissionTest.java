package dev.edgekeep.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.error.DomainException;
import org.junit.jupiter.api.Test;

/** Over a limit nobody waits: the answer says what to do. */
class AdmissionTest {
  @Test
  void whoeverHasAsMuchUnderWayAsItMayIsToldAtOnce() {
    Slots slots = new Slots("calls", new ApiLimits.Share(3, 2, 1));
    Slots.Taken first = slots.take(caller("a", "1"));
    assertRefused(slots, caller("a", "1"), 429);
    Slots.Taken second = slots.take(caller("a", "2"));
    assertRefused(slots, caller("a", "3"), 429);
    Slots.Taken third = slots.take(caller("b", "4"));
    assertRefused(slots, caller("c", "5"), 503);
    first.close();
    first.close();
    slots.take(caller("c", "5")).close();
    second.close();
    third.close();
    assertThat(slots.tryTake(caller("a", "1"))).isNotNull();
  }

  private static void assertRefused(Slots slots, Caller caller, int status) {
    assertThat(slots.tryTake(caller)).isNull();
    assertThatThrownBy(() -> slots.take(caller))
        .isInstanceOfSatisfying(
            DomainException.class,
            problem -> {
              assertThat(ApiProblem.of(problem).type().status()).isEqualTo(status);
              assertThat(problem.retryAfter()).isNotNull();
            });
  }

  private static Caller caller(String account, String token) {
    return new Caller(account, false, Role.VIEWER, null, token, token, "127.0.0.1");
  }

  @Test
  void largeBodiesAndAnswersShareABoundedMemory() {
    MemoryBudget memory = new MemoryBudget(100L << 20);
    memory.take("a", 60L << 20);
    assertThatThrownBy(() -> memory.take("a", 10L << 20)).isInstanceOf(DomainException.class);
    memory.take("b", 40L << 20);
    assertThatThrownBy(() -> memory.take("c", 1L << 20)).isInstanceOf(DomainException.class);
    memory.giveBack("a", 60L << 20);
    memory.take("c", 60L << 20);
  }
}
