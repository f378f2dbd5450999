package dev.edgekeep.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes whose clocks differ by minutes behave as the guide says. */
class NodeClockTest {
  private static final Duration OFF = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private TestFleet fleet;

  @BeforeEach
  void begin() throws Exception {
    fleet = new TestFleet(folder);
  }

  @AfterEach
  void end() {
    fleet.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, -5})
  void versionsAndRevocationsDoNotDependOnTheClock(int minutes) throws Exception {
    fleet.join("edge-1");
    Snapshot first = fleet.snapshot("a.example");
    fleet.publish(first);
    TestFleet.Node node = fleet.start("edge-1", Duration.ofMinutes(minutes));
    fleet.awaitVersion(1, node);
    assertThat(node.get()).contains("served");
    fleet.revokeAhead();
    Eventually.await(
        "the client is refused", () -> node.get().contains("alert certificate revoked"));
    fleet.publish(first);
    fleet.awaitVersion(2, node);
    assertThat(node.get()).contains("served");
  }

  /** The control plane ignores a status with a lower number than an earlier one. */
  @Test
  void aNodeWhoseClockIsSetBackIsHeardAfterItsRestart() throws Exception {
    fleet.join("edge-1");
    fleet.publish(fleet.snapshot("a.example"));
    TestFleet.Node ahead = fleet.start("edge-1", OFF);
    fleet.awaitVersion(1, ahead);
    Eventually.await("a status", () -> fleet.statusNumber("edge-1") > 0);
    ahead.close();
    long before = fleet.statusNumber("edge-1");
    assertThat(before).isGreaterThan(Instant.now().toEpochMilli());
    TestFleet.Node right = fleet.start("edge-1");
    fleet.awaitVersion(1, right);
    Eventually.await("a later status", () -> fleet.statusNumber("edge-1") > before);
  }

  @Test
  void aSessionFromAClockThatIsAheadIsNotResumedAndTheClientIsServed() throws Exception {
    fleet.join("edge-1");
    fleet.join("edge-2");
    fleet.publish(fleet.snapshot("a.example"));
    fleet.tickets(Instant.now().minus(OFF.multipliedBy(2)));
    TestFleet.Node ahead = fleet.start("edge-1", OFF);
    TestFleet.Node right = fleet.start("edge-2");
    fleet.awaitVersion(1, ahead, right);
    String session = folder.resolve("session.pem").toString();
    assertThat(right.get("-tls1_2", "-sess_out", session)).contains("served");
    assertThat(ahead.get("-tls1_2", "-sess_in", session)).contains("served");
    assertThat(ahead.get("-tls1_2", "-sess_out", session)).contains("served");
    assertThat(right.get("-tls1_2", "-sess_in", session)).contains("served");
  }
}
