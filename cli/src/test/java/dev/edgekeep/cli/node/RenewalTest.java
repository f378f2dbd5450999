package dev.edgekeep.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.fleet.message.Renewed;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate and the login of a node are renewed in time, and kept for the next start. */
class RenewalTest {
  @TempDir private Path folder;
  private TestFleet fleet;
  private StateDirectory disk;
  private Renewal renewal;
  private FeedConnection connection;

  @BeforeEach
  void begin() throws Exception {
    fleet = new TestFleet(folder);
    disk = StateDirectory.open(fleet.join("edge-1"));
    renewal = new Renewal(disk, Membership.of(disk, null, null, new Joining()), null);
    connection = FeedConnection.open(renewal.options(), InstantSource.system());
  }

  @AfterEach
  void end() throws Exception {
    connection.close();
    disk.close();
    fleet.close();
  }

  @Test
  void itIsDueAfterThirtyDaysAlsoByAClockThatIsOff() {
    Instant begin = fleet.client.leaf().getNotBefore().toInstant();
    assertThat(renewal.isDue(begin.plus(Duration.ofDays(30)).minus(Duration.ofMinutes(5))))
        .isFalse();
    assertThat(renewal.isDue(begin.plus(Duration.ofDays(30)).plus(Duration.ofMinutes(5)))).isTrue();
    assertThat(renewal.isDue(begin.minus(Duration.ofMinutes(5)))).isFalse();
  }

  @Test
  void aRenewedLoginIsOnTheDisk() throws Exception {
    renewal.use(
        new Renewed(List.of(fleet.client.leaf().getEncoded()), List.of(), "renewed"), connection);
    assertThat(credentials().servers().jwt()).isEqualTo("renewed");
  }

  @Test
  void aCertificateForAnotherKeyIsRefusedAndTheOneBeforeStays() throws Exception {
    NodeCredentials before = credentials();
    byte[] other = fleet.root.issue(Leaf.client("other")).leaf().getEncoded();
    assertThatThrownBy(() -> renewal.use(new Renewed(List.of(other), List.of(), null), connection))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("for another key");
    assertThat(credentials().bytes()).isEqualTo(before.bytes());
  }

  private NodeCredentials credentials() throws Exception {
    return NodeCredentials.read(Objects.requireNonNull(disk.read(Membership.CREDENTIALS)));
  }
}
