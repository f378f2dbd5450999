package dev.edgekeep.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.deploy.DeploymentState;
import dev.edgekeep.control.testing.TestClock;
import dev.edgekeep.fleet.message.NodeReport;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.der.Slice;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The state of nodes as a control plane knows it, and the bounds of what nodes can make it keep.
 */
class NodeStatusesTest {
  private final TestClock clock = new TestClock(Instant.parse("2026-12-01T00:00:00Z"));
  private final NodeStatuses statuses = new NodeStatuses(clock, (group, inForce) -> false);
  private final NodeRecord node =
      new NodeRecord(
          "id",
          "edge-1",
          "default",
          Map.of(),
          false,
          1,
          new NodeRecord.Joined("key", new byte[0], "1", "test", Instant.EPOCH),
          Instant.EPOCH,
          1);

  private static NodeStatus status(long version) {
    return new NodeStatus(
        new SnapshotUpdate.Base(version, Fingerprint.sha256(Slice.of(new byte[] {1}))),
        NodeStatus.State.SERVING,
        List.of(),
        new NodeStatus.Program("test", "boot"),
        Instant.EPOCH,
        true,
        List.of());
  }

  private boolean put(long version) {
    return statuses.put("default", "edge-1", status(version));
  }

  @Test
  void nothingIsDeployedWhileNoMessageServerIsConnected() {
    statuses.connected();
    put(1);
    statuses.disconnected();
    clock.advance(Duration.ofHours(1));

    assertThat(statuses.state(node).isWaitedFor()).isTrue();
    assertThat(statuses.state(node).of(2)).isEqualTo(DeploymentState.PENDING);

    statuses.connected();
    clock.advance(Duration.ofSeconds(29));
    assertThat(statuses.state(node).isWaitedFor()).isTrue();
    clock.advance(Duration.ofSeconds(2));
    assertThat(statuses.state(node).isWaitedFor()).isFalse();
  }

  @Test
  void aNodeIsWaitedForBeforeItsFirstStatusAfterAStart() {
    assertThat(statuses.state(node).isWaitedFor()).isTrue();
    statuses.connected();
    assertThat(statuses.state(node).isWaitedFor()).isTrue();
    clock.advance(Duration.ofSeconds(31));
    assertThat(statuses.state(node).isWaitedFor()).isFalse();
  }

  @Test
  void aStatusThatChangesNothingWakesNobody() {
    assertThat(put(1)).isTrue();
    clock.advance(Duration.ofSeconds(10));
    assertThat(put(1)).isFalse();
    assertThat(put(2)).isTrue();
    clock.advance(Duration.ofSeconds(31));
    assertThat(put(2)).as("it was lost").isTrue();
  }

  @Test
  void theCountersOfANodeHaveABound() {
    NodeCounters counters = new NodeCounters();
    for (int boot = 0; boot < 5; boot++) {
      Map<String, Long> matches = new TreeMap<>();
      for (int rule = 0; rule < NodeCounters.MAX_RULES; rule++) {
        matches.put("rule-%d-%d".formatted(boot, rule), 1L);
      }
      counters.put("default", "edge-1", new NodeReport("boot-" + boot, matches, List.of()));
    }

    assertThat(counters.ruleMatches()).hasSizeLessThanOrEqualTo(NodeCounters.MAX_RULES);
  }

  @Test
  void aNodeGetsOneCertificateAMinute() {
    RenewalPace pace = new RenewalPace(clock);
    assertThat(pace.isAllowed("a")).isTrue();
    assertThat(pace.isAllowed("a")).isFalse();
    assertThat(pace.isAllowed("b")).isTrue();
    clock.advance(Duration.ofSeconds(61));
    assertThat(pace.isAllowed("a")).isTrue();
  }

  @Test
  void manyRevocationsAreSentInMessagesThatFit() {
    List<SerialNumber> serials = new ArrayList<>();
    for (int i = 0; i < 25_000; i++) {
      serials.add(new SerialNumber(BigInteger.TWO.pow(159).add(BigInteger.valueOf(i))));
    }

    List<Revocations> messages = RevocationsAhead.messages(7, new HashMap<>(Map.of("ca", serials)));

    assertThat(messages).hasSize(3).allMatch(message -> message.bytes().length < 512 << 10);
    assertThat(messages).allMatch(message -> message.version() == 7);
    assertThat(
            messages.stream()
                .mapToInt(each -> each.clientCas().values().iterator().next().size())
                .sum())
        .isEqualTo(25_000);
  }
}
