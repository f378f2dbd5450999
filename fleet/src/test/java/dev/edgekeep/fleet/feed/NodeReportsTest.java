package dev.edgekeep.fleet.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.NodeEvents;
import dev.edgekeep.fleet.message.NodeReport;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.message.RenewalRequest;
import dev.edgekeep.fleet.message.Renewed;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedStore;
import dev.edgekeep.fleet.nats.FeedStreams;
import dev.edgekeep.fleet.nats.NodeIdentity;
import dev.edgekeep.fleet.nats.StoredMessage;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.testing.Eventually;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane hears what nodes say, and only from the node that says it. */
class NodeReportsTest {
  private static final Instant TIME = Instant.parse("2026-11-30T12:00:00Z");
  private static final Address STATUS =
      Address.ofNode(MessageKind.STATUS, FeedHarness.GROUP, "edge-1.internal");

  @TempDir Path folder;
  private FeedHarness feed;
  private final NodeIdentity identity = NodeIdentity.create(FeedHarness.RANDOM);
  private final Recorder control = new Recorder();

  /** The keys of the one node that has joined. */
  private final class Keys implements FleetKeys {
    @Override
    public SignatureCheck nodes() {
      SignatureCheck one = SignatureCheck.of(List.of(NodeIdentity.publicKey(identity.publicKey())));
      return (address, keyId) ->
          Objects.equals(address.node(), "edge-1.internal") ? one.find(address, keyId) : null;
    }

    @Override
    public @Nullable GroupKeys group(String group) {
      return group.equals(FeedHarness.GROUP) ? feed.controlKeys : null;
    }

    @Override
    public Signer signer() {
      return feed.signer;
    }
  }

  /** Remembers what it hears, and fails as often as it should. */
  private static final class Recorder implements FleetListener {
    final List<NodeStatus> statuses = new CopyOnWriteArrayList<>();
    final List<NodeReport> reports = new CopyOnWriteArrayList<>();
    final List<NodeEvents> events = new CopyOnWriteArrayList<>();
    final List<String> refused = new CopyOnWriteArrayList<>();
    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger renewed = new AtomicInteger();

    @Override
    public void status(Address address, NodeStatus status, boolean live) {
      statuses.add(status);
    }

    @Override
    public void report(Address address, NodeReport report) {
      reports.add(report);
    }

    @Override
    public void events(Address address, long number, NodeEvents batch) {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("the database is away");
      }
      events.add(batch);
    }

    @Override
    public Renewed renew(Address address, RenewalRequest request) {
      renewed.incrementAndGet();
      return new Renewed(List.of(request.request()), List.of(), "jwt");
    }

    @Override
    public void refused(String subject, String reason) {
      refused.add(reason);
    }
  }

  @BeforeEach
  void start() throws Exception {
    feed = new FeedHarness(folder);
    new FeedStreams(feed.control, 1).ensureShared();
  }

  @AfterEach
  void stop() {
    feed.close();
  }

  private NodeReports node(NodeIdentity signing) {
    return node(feed.connect("edge-1.internal"), signing);
  }

  private NodeReports node(FeedConnection connection, NodeIdentity signing) {
    return new NodeReports(
        connection,
        FeedHarness.GROUP,
        "edge-1.internal",
        signing.signer(),
        feed.controlKeys,
        InstantSource.system());
  }

  private static NodeStatus status(String boot) {
    return new NodeStatus(
        null,
        NodeStatus.State.SERVING,
        List.of(new NodeStatus.RefusedPart("hosts.a.example", "it is wrong", 7)),
        new NodeStatus.Program("1.2.3", boot),
        TIME,
        true,
        List.of("127.0.0.1:443"));
  }

  private static NodeEvents events(String detail) {
    return new NodeEvents(
        List.of(
            new NodeEvents.Event(
                TIME,
                "handshake-refused",
                detail,
                "a.example",
                null,
                new NodeEvents.Client("0a:1b", null, null, "192.0.2.1", "ab".repeat(32)),
                null,
                null)),
        3);
  }

  @Test
  void aStatusIsHeardAtOnceAndAlsoByAReplicaThatStartsLater() throws Exception {
    Recorder later = new Recorder();
    NodeReport report =
        new NodeReport(
            "b",
            Map.of("site/rule", 5L),
            List.of(new NodeReport.Server("api", "10.0.0.1:80", false, "refused", TIME)),
            Map.of("requests/2xx", 7L));
    try (FleetStatus now = FleetStatus.start(feed.control, new Keys(), control)) {
      NodeReports node = node(identity);
      node.status(status("a"));
      Eventually.await("the status", () -> control.statuses.contains(status("a")));
      node.status(status("b"));
      node.report(report);
      Eventually.await("the report", () -> control.reports.contains(report));

      try (FleetStatus replica = FleetStatus.start(feed.connect("control"), new Keys(), later)) {
        Eventually.await("the stored status", () -> later.statuses.contains(status("b")));
        Eventually.await("the stored report", () -> later.reports.contains(report));
        assertThat(later.statuses).containsOnly(status("b"));
        assertThat(List.of(now, replica)).hasSize(2);
      }
    }
  }

  @Test
  void aStatusOfAnotherSignerAndAnOldOneThatIsSentAgainAreNotHeard() throws Exception {
    try (FleetStatus _ = FleetStatus.start(feed.control, new Keys(), control)) {
      node(NodeIdentity.create(FeedHarness.RANDOM)).status(status("forged"));
      Eventually.await("the refusal", () -> !control.refused.isEmpty());
      NodeReports node = node(identity);
      node.status(status("old"));
      Eventually.await("the status", () -> control.statuses.contains(status("old")));
      StoredMessage old =
          Objects.requireNonNull(
              new FeedStore(feed.control).last(Subjects.STATUS_STREAM, Subjects.of(STATUS)));
      node.status(status("new"));
      Eventually.await("the status", () -> control.statuses.contains(status("new")));

      feed.control.publish(Subjects.of(STATUS), old.data());
      node.status(status("newest"));

      Eventually.await("the status", () -> control.statuses.contains(status("newest")));
      assertThat(control.statuses).containsExactly(status("old"), status("new"), status("newest"));
      assertThat(control.refused).allMatch(reason -> reason.contains("may not sign it"));
    }
  }

  @Test
  void eventsAreHeardOnceByTheReplicasTogetherAndAgainWhenOneFailed() throws Exception {
    control.failures.set(1);
    try (EventReader one = EventReader.start(feed.control, new Keys(), control);
        EventReader two = EventReader.start(feed.connect("control"), new Keys(), control)) {
      NodeReports node = node(identity);
      for (int i = 0; i < 5; i++) {
        node.events(events("event " + i));
      }

      Eventually.await("all events", () -> control.events.size() >= 5);
      assertThat(control.events)
          .containsExactlyInAnyOrder(
              events("event 0"),
              events("event 1"),
              events("event 2"),
              events("event 3"),
              events("event 4"));
      assertThat(List.of(one, two)).hasSize(2);
    }
  }

  @Test
  void aNodeGetsAnotherCertificate() throws Exception {
    NodeReports node = node(identity);
    RenewalRequest request = new RenewalRequest(new byte[] {1, 2, 3}, "1.2.3");
    assertThatThrownBy(() -> node.renew(request, feed.check)).isInstanceOf(FeedException.class);

    try (FleetStatus _ = FleetStatus.start(feed.control, new Keys(), control)) {
      Renewed renewed = renewed(node, request);

      assertThat(renewed.chain()).singleElement().isEqualTo(new byte[] {1, 2, 3});
      assertThat(renewed.jwt()).isEqualTo("jwt");
    }
  }

  /** Asks until the server knows that somebody answers. */
  private Renewed renewed(NodeReports node, RenewalRequest request) {
    AtomicReference<Renewed> answer = new AtomicReference<>();
    Eventually.await(
        "an answer",
        () -> {
          try {
            answer.set(node.renew(request, feed.check));
            return true;
          } catch (FeedException e) {
            return false;
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    return answer.get();
  }

  @Test
  void aCertificateIsSentToTheInboxOfTheNodeAndNowhereElse() throws Exception {
    RenewalRequest request = new RenewalRequest(new byte[] {1, 2, 3}, "1.2.3");
    NodeReports elsewhere = node(feed.connect("edge-2.internal"), identity);

    try (FleetStatus _ = FleetStatus.start(feed.control, new Keys(), control)) {
      Eventually.await(
          "a refusal",
          () -> {
            assertThatThrownBy(() -> elsewhere.renew(request, feed.check))
                .isInstanceOf(FeedException.class);
            return !control.refused.isEmpty();
          });

      assertThat(control.refused).singleElement().asString().contains("not an inbox of the node");
      assertThat(control.renewed.get()).isZero();
    }
  }
}
