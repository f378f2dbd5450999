package dev.edgekeep.edge.origin.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.edgekeep.snapshot.Ejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHealthTest {
  private static final Duration BASE = Duration.ofSeconds(30);

  /** The surroundings of all servers of a test: what changes, and what is due later. */
  private static final class Surroundings implements HealthListener {
    final List<String> changes = new ArrayList<>();
    final List<Runnable> due = new ArrayList<>();
    final List<Duration> times = new ArrayList<>();

    @Override
    public void changed(HealthStatus status) {
      changes.add((status.isHealthy() ? "healthy: " : "unhealthy: ") + status.reason());
    }

    @Override
    public void later(Runnable task, Duration time) {
      due.add(task);
      times.add(time);
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    void run() {
      List<Runnable> tasks = List.copyOf(due);
      due.clear();
      tasks.forEach(Runnable::run);
    }
  }

  private final Surroundings surroundings = new Surroundings();
  private long now = 5;

  private ServerHealth server(@Nullable Ejection ejection, EjectionLimit limit) {
    return new ServerHealth(
        new ServerHealth.Settings(ejection, limit, Duration.ofSeconds(10), 2, 3), surroundings);
  }

  private ServerHealth server(@Nullable Ejection ejection) {
    return server(ejection, new EjectionLimit(3));
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void answer(ServerHealth server, int status) {
    if (server.isConcernedBy(status)) {
      server.answered(status, now);
    }
  }

  private void fail(ServerHealth server, int times) {
    for (int i = 0; i < times; i++) {
      server.failed("it closed", now);
    }
  }

  @Test
  void aServerThatCannotBeReachedIsTriedLastForTwiceAsLongEachTime() {
    ServerHealth server = server(null);
    for (int seconds : new int[] {1, 2, 4, 8, 16, 16}) {
      server.connectFailed("refused", now);
      server.connectFailed("refused at the same time", now);
      assertThat(server.isHealthy(now + TimeUnit.SECONDS.toNanos(seconds) - 1)).isFalse();
      pass(Duration.ofSeconds(seconds));
      assertThat(server.isHealthy(now)).isTrue();
    }
    server.connected();
    server.connectFailed("refused", now);
    assertThat(server.isHealthy(now + TimeUnit.SECONDS.toNanos(1))).isTrue();
    assertThat(surroundings.changes).isEmpty();
  }

  @Test
  void aServerThatGivesNoValidAnswerIsTriedLastUntilItGivesOne() {
    ServerHealth server = server(null);
    fail(server, 1);
    server.connected();
    assertThat(server.isHealthy(now)).isFalse();
    answer(server, 503);
    assertThat(server.isHealthy(now)).as("a status is an answer").isTrue();
  }

  @Test
  void aServerIsEjectedAfterSoManyFailuresInARow() {
    ServerHealth server = server(new Ejection(3, BASE, 50));
    answer(server, 500);
    answer(server, 503);
    answer(server, 200);
    answer(server, 502);
    answer(server, 504);
    assertThat(server.isHealthy(now)).isTrue();
    answer(server, 500);
    assertThat(server.isHealthy(now + BASE.toNanos() - 1)).isFalse();
    assertThat(surroundings.changes)
        .containsExactly(
            "unhealthy: ejected for 30000 ms after 3 failures in a row, the last: the status 500");
    assertThat(server.status(now).isHealthy()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 429, 501, 505})
  void aStatusThatTheClientCausesIsNoFailure(int status) {
    ServerHealth server = server(new Ejection(1, BASE, 100));
    answer(server, status);
    assertThat(server.isHealthy(now)).isTrue();
  }

  @Test
  void anEjectedServerComesBackAndStartsSlowly() {
    ServerHealth server = server(new Ejection(1, BASE, 50));
    answer(server, 500);
    pass(BASE);
    surroundings.run();
    assertThat(server.isHealthy(now)).isTrue();
    assertThat(surroundings.changes.getLast()).isEqualTo("healthy: its ejection has ended");
    assertThat(server.share(now)).isCloseTo(0.1, within(0.01));
    pass(Duration.ofSeconds(5));
    assertThat(server.share(now)).isCloseTo(0.5, within(0.01));
    pass(Duration.ofSeconds(5));
    assertThat(server.share(now)).isEqualTo(1);
  }

  @Test
  void eachEjectionIsLongerThanTheOneBefore() {
    ServerHealth server = server(new Ejection(1, BASE, 50));
    for (int i = 1; i <= 12; i++) {
      answer(server, 500);
      Duration time = BASE.multipliedBy(Math.min(i, 10));
      assertThat(surroundings.times.getLast()).isEqualTo(time);
      pass(time);
      surroundings.run();
    }
    pass(BASE.multipliedBy(13));
    answer(server, 500);
    assertThat(surroundings.times.getLast()).as("it did well for long").isEqualTo(BASE);
  }

  @Test
  void noMoreServersAreEjectedThanTheLimitAllows() {
    EjectionLimit limit = new EjectionLimit(4);
    Ejection half = new Ejection(1, BASE, 50);
    List<ServerHealth> servers =
        List.of(server(half, limit), server(half, limit), server(half, limit), server(half, limit));
    servers.forEach(server -> answer(server, 500));
    assertThat(servers.stream().map(server -> server.isHealthy(now)))
        .containsExactly(false, false, true, true);
    surroundings.run();
    answer(servers.get(2), 500);
    assertThat(servers.get(2).isHealthy(now)).isFalse();
  }

  @Test
  void oneOfSeveralServersMayAlwaysBeEjectedAndTheOnlyOneNot() {
    ServerHealth one = server(new Ejection(1, BASE, 10), new EjectionLimit(3));
    answer(one, 500);
    assertThat(one.isHealthy(now)).isFalse();
    ServerHealth only = server(new Ejection(1, BASE, 50), new EjectionLimit(1));
    answer(only, 500);
    assertThat(only.isHealthy(now)).isTrue();
  }

  @Test
  void theFirstCheckDecidesAtOnceAndLaterOnesInARow() {
    ServerHealth server = server(null);
    server.checked("refused", now);
    assertThat(server.isHealthy(now)).isFalse();
    server.checked(null, now);
    assertThat(server.isHealthy(now)).as("one of two").isFalse();
    server.checked(null, now);
    assertThat(server.isHealthy(now)).isTrue();
    assertThat(server.share(now)).isLessThan(1);
    server.checked("late", now);
    server.checked("late", now);
    server.checked(null, now);
    server.checked("late", now);
    server.checked("late", now);
    assertThat(server.isHealthy(now)).isTrue();
    server.checked("late", now);
    assertThat(server.isHealthy(now)).isFalse();
    assertThat(surroundings.changes)
        .containsExactly(
            "unhealthy: a health check failed: refused",
            "healthy: its health checks pass again",
            "unhealthy: 3 health checks in a row failed, the latest: late");
  }

  @Test
  void aRequestThatSucceedsDoesNotOverruleTheChecks() {
    ServerHealth server = server(null);
    server.checked("refused", now);
    answer(server, 200);
    assertThat(server.isHealthy(now)).isFalse();
    server.unchecked();
    assertThat(server.isHealthy(now)).isTrue();
  }

  @Test
  void otherSettingsKeepWhatIsKnown() {
    EjectionLimit next = new EjectionLimit(2);
    ServerHealth server = server(new Ejection(1, BASE, 50));
    answer(server, 500);
    server.configure(
        new ServerHealth.Settings(new Ejection(1, BASE, 50), next, Duration.ZERO, 1, 1));
    assertThat(server.isHealthy(now)).isFalse();
    assertThat(next.tryTake(50)).as("it still counts as ejected").isFalse();
  }
}
