package dev.edgekeep.control.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.deploy.NodeState.Refusal;
import dev.edgekeep.control.testing.SimulatedNode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Nodes that are reached by bytes, and that are slow, refuse or are gone: none delays another
 * (invariant 11), none misses the newest version, and none goes back.
 */
class MailboxTest {
  private static final Duration NOT_LONG = Duration.ofMillis(20);
  private static final SerialSet REVOKED = SerialSet.of(SerialNumber.parse("0a1b"));

  private final SimulatedNode fast = new SimulatedNode("fast");
  private final SimulatedNode other = new SimulatedNode("other");
  private final AtomicReference<Snapshot> newest = new AtomicReference<>(withCa());
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Deployments deployments = start(fast, other);
  private long version;

  private Deployments start(Node... nodes) {
    Deployments started =
        new Deployments(
            invalidations -> GroupedSnapshot.ofAllGroups(newest.get()),
            List.of(nodes),
            RemoteNodes.NONE,
            0,
            GroupedSnapshot.ofAllGroups(newest.get()),
            InstantSource.system(),
            log::add);
    started.start();
    return started;
  }

  @AfterEach
  void stop() {
    other.letGo();
    deployments.close();
    fast.close();
    other.close();
  }

  private static Snapshot withCa() {
    try {
      TestCa root = TestCa.root("Root", KeyType.P_256);
      Certificate certificate = Certificate.parse(root.certificate().getEncoded());
      ClientCa ca = new ClientCa("partners", List.of(certificate), List.of());
      return Snapshot.builder().clientCas(Map.of(ca.name(), ca)).build();
    } catch (CertificateEncodingException | CertificateFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Snapshot withOrigin(Snapshot snapshot, int port) {
    Origin origin =
        new Origin(
            "app",
            List.of(new Origin.Server(false, "app.example", port)),
            Origin.LoadBalancing.RANDOM,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            null);
    return snapshot.toBuilder().origins(Map.of(origin.name(), origin)).build();
  }

  /** A change: the next version has this origin. */
  private long change(int port) {
    return deploy(withOrigin(newest.get(), port));
  }

  private long deploy(Snapshot snapshot) {
    newest.set(snapshot);
    deployments.deploy(++version, List.of(new Invalidation.Origin("app")));
    return version;
  }

  private void awaitInForce(SimulatedNode node, long wanted) {
    Eventually.await("version " + wanted, () -> node.inForce().version() == wanted);
    assertThat(node.inForce().snapshot()).isEqualTo(newest.get());
  }

  private NodeState state(SimulatedNode node) {
    return deployments.nodes().stream()
        .filter(state -> state.name().equals(node.name()))
        .findAny()
        .orElseThrow();
  }

  @Test
  void aSlowNodeDelaysNeitherTheOthersNorTheCall() {
    other.hold();
    change(1);
    awaitInForce(fast, 1);
    Eventually.await("held", () -> other.received().size() == 1);
    for (int port = 2; port <= 5; port++) {
      awaitInForce(fast, change(port));
    }
    assertThat(deployments.await(5, NOT_LONG)).isEqualTo("pending");
    assertThat(state(fast).of(5)).isEqualTo(DeploymentState.DEPLOYED);
    assertThat(state(other).of(1)).isEqualTo(DeploymentState.PENDING);
    other.letGo();
    assertThat(deployments.await(5, Eventually.LIMIT)).isEqualTo("deployed");
    awaitInForce(other, 5);
    assertThat(other.versions()).as("the newest wins").containsExactly(1L, 5L);
    assertThat(fast.versions()).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aNodeThatRefusesSaysWhyAndTheOthersHaveTheVersion() {
    other.refuse("address in use");
    long refused = change(1);
    assertThat(deployments.await(refused, Eventually.LIMIT)).isEqualTo("rejected");
    awaitInForce(fast, refused);
    assertThat(state(other).refusals())
        .extracting(Refusal::reason)
        .containsExactly("address in use");
    assertThat(state(other).version()).isZero();
    other.refuse(null);
    assertThat(deployments.await(change(2), Eventually.LIMIT)).isEqualTo("deployed");
    assertThat(state(other).refusals()).isEmpty();
  }

  @Test
  void aNodeThatWasAwayGetsTheDifferenceWhenItIsBack() {
    assertThat(deployments.await(change(1), Eventually.LIMIT)).isEqualTo("deployed");
    other.leave();
    change(2);
    awaitInForce(fast, 2);
    long last = change(3);
    awaitInForce(fast, last);
    assertThat(deployments.await(last, NOT_LONG)).isEqualTo("pending");
    other.comeBack();
    assertThat(deployments.await(last, Eventually.LIMIT)).isEqualTo("deployed");
    awaitInForce(other, last);
    assertThat(other.received().getFirst().isFull()).isTrue();
    assertThat(other.received().getLast().isFull()).isFalse();
    assertThat(other.received().getLast().parts()).hasSize(1);
    assertThat(log).anyMatch(line -> line.contains("other cannot be reached"));
  }

  @Test
  void aNodeThatHasNothingLeftGetsAFullSnapshot() {
    assertThat(deployments.await(change(1), Eventually.LIMIT)).isEqualTo("deployed");
    other.leave();
    other.forget();
    long last = change(2);
    awaitInForce(fast, last);
    other.comeBack();
    assertThat(deployments.await(last, Eventually.LIMIT)).isEqualTo("deployed");
    awaitInForce(other, last);
    assertThat(other.received().getLast().isFull()).isTrue();
  }

  @Test
  void aNodeThatComesBackWithNothingIsSentTheNewestThoughNothingChanges() {
    long last = change(1);
    assertThat(deployments.await(last, Eventually.LIMIT)).isEqualTo("deployed");
    other.leave();
    other.forget();
    other.comeBack();
    awaitInForce(other, last);
  }

  @Test
  void aVersionThatCannotBeCompiledIsTriedAgainThoughNothingChanges() {
    AtomicInteger attempts = new AtomicInteger();
    SimulatedNode node = new SimulatedNode("node");
    try (node;
        Deployments failing =
            new Deployments(
                invalidations -> {
                  assertThat(invalidations).hasSize(1);
                  if (attempts.incrementAndGet() == 1) {
                    throw new IllegalStateException("the database is away");
                  }
                  return GroupedSnapshot.ofAllGroups(newest.get());
                },
                List.of(node),
                RemoteNodes.NONE,
                0,
                GroupedSnapshot.ofAllGroups(newest.get()),
                InstantSource.system(),
                log::add)) {
      failing.start();
      failing.deploy(1, List.of(new Invalidation.Origin("app")));
      Eventually.await("version 1", () -> node.inForce().version() == 1);
      Eventually.await("deployed", () -> failing.state(1) == DeploymentState.DEPLOYED);
      assertThat(attempts).hasValue(2);
    }
  }

  @Test
  void aRevocationOvertakesASnapshotThatIsOnItsWay() {
    other.hold();
    change(1);
    Eventually.await("on its way", () -> other.received().size() == 1);
    deploy(newest.get().withRevokedSerials("partners", REVOKED));
    Eventually.await("revoked", () -> other.revoked().containsValue(REVOKED));
    assertThat(other.inForce().version()).as("nothing else is in force yet").isZero();
    other.letGo();
    assertThat(deployments.await(2, Eventually.LIMIT)).isEqualTo("deployed");
    assertThat(other.versions()).containsExactly(1L, 2L);
    assertThat(other.revoked()).containsValue(REVOKED);
  }

  @Test
  void aFailureInANodeIsARefusal() {
    Node failing =
        new Node() {
          @Override
          public String name() {
            return "failing";
          }

          @Override
          public CompletionStage<Acknowledgement> apply(Deployment deployment) {
            if (deployment.version() == 1) {
              throw new IllegalStateException("thrown");
            }
            return CompletableFuture.failedStage(new IllegalStateException("later"));
          }

          @Override
          public Map<String, Long> ruleMatches() {
            return Map.of();
          }
        };
    try (Deployments alone = start(failing)) {
      for (long wanted = 1; wanted <= 2; wanted++) {
        alone.deploy(wanted, List.of(new Invalidation.Origin("app")));
        assertThat(alone.await(wanted, Eventually.LIMIT)).isEqualTo("rejected");
        assertThat(alone.nodes().getFirst().refusals())
            .extracting(Refusal::reason)
            .containsExactly(wanted == 1 ? "thrown" : "later");
      }
    }
  }

  /** Whatever a node goes through, in the end it has the newest version, and it never goes back. */
  @Test
  void nothingIsLostAndOrderIsKept() {
    Random random = new Random(1);
    for (int i = 1; i <= 60; i++) {
      switch (random.nextInt(6)) {
        case 0 -> other.leave();
        case 1 -> other.comeBack();
        case 2 -> other.refuse("not now");
        case 3 -> other.refuse(null);
        case 4 -> other.hold();
        default -> other.letGo();
      }
      awaitInForce(fast, change(i));
    }
    other.refuse(null);
    other.letGo();
    other.comeBack();
    long last = change(100);
    assertThat(deployments.await(last, Eventually.LIMIT)).isEqualTo("deployed");
    awaitInForce(other, last);
    assertThat(other.versions()).isSorted();
    assertThat(other.inForce().content()).isEqualTo(fast.inForce().content());
  }
}
