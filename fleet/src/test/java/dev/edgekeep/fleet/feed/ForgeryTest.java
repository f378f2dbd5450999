package dev.edgekeep.fleet.feed;

import static dev.edgekeep.fleet.feed.FeedHarness.first;
import static dev.edgekeep.fleet.feed.FeedHarness.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.Delta;
import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.message.TicketKeys;
import dev.edgekeep.fleet.nats.FeedStore;
import dev.edgekeep.fleet.nats.StoredMessage;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.fleet.seal.NodeSealing;
import dev.edgekeep.fleet.seal.SealException;
import dev.edgekeep.fleet.seal.SealedMessages;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.UpdateFormat;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.testing.Eventually;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns the message server can neither change what nodes enforce, nor read it. */
class ForgeryTest {
  private static final Address DELTAS = Address.ofGroup(MessageKind.DELTA, FeedHarness.GROUP);

  @TempDir Path folder;
  private FeedHarness feed;
  private TestNode node;
  private VersionedSnapshot one;

  @BeforeEach
  void start() throws Exception {
    feed = new FeedHarness(folder);
    one = first(1, "a");
    feed.publisher.publish(one);
    node = feed.node("edge-1");
    node.awaitVersion(1);
  }

  @AfterEach
  void stop() {
    feed.close();
  }

  private byte[] delta(Address address, VersionedSnapshot to, Signer signer, GroupKeys keys) {
    SnapshotUpdate update = to.since(one);
    Delta delta =
        new Delta(
            update.version(),
            update.content(),
            Objects.requireNonNull(update.base()),
            UpdateFormat.write(update, (id, body) -> body),
            null);
    return new SealedMessages(keys).seal(address, to.version(), delta.bytes(), signer);
  }

  /** Stores a message as the owner of the server would, and waits until the node has refused it. */
  private void refuses(byte[] message, String reason) throws Exception {
    new FeedStore(feed.control).put(Subjects.of(DELTAS), message, null);
    Eventually.await(
        reason + " in " + node.refused,
        () -> node.refused.stream().anyMatch(text -> text.contains(reason)));
    assertThat(node.versions).containsExactly(1L);
    // The next version of the control plane is in force all the same.
    VersionedSnapshot next = version(one, 100, "next");
    feed.publisher(feed.connect("control")).publish(next);
    node.awaitVersion(100);
    assertThat(node.snapshot().snapshot()).isEqualTo(next.snapshot());
  }

  @Test
  void aMessageSignedWithAnotherKeyIsRefused() throws Exception {
    Signer forger = Signer.of(Ed25519.newSeed(FeedHarness.RANDOM));
    refuses(delta(DELTAS, version(one, 2, "evil"), forger, feed.controlKeys), "may not sign it");
  }

  @Test
  void aMessageThatWasChangedIsRefused() throws Exception {
    byte[] message = delta(DELTAS, version(one, 2, "evil"), feed.signer, feed.controlKeys);
    message[message.length / 2] ^= 1;
    refuses(message, "signature of the message is wrong");
  }

  @Test
  void aMessageOfAnotherGroupIsRefused() throws Exception {
    Address other = Address.ofGroup(MessageKind.DELTA, "us");
    refuses(
        delta(other, version(one, 2, "evil"), feed.signer, feed.controlKeys),
        "the message is a delta us");
  }

  @Test
  void aMessageOfAnotherKindIsRefused() throws Exception {
    Address other = Address.ofGroup(MessageKind.TICKETS, FeedHarness.GROUP);
    refuses(
        delta(other, version(one, 2, "evil"), feed.signer, feed.controlKeys),
        "the message is a tickets eu");
  }

  @Test
  void aMessageSealedWithAnotherKeyIsRefused() throws Exception {
    GroupKeys others = new GroupKeys(List.of(GroupKey.random(1, FeedHarness.RANDOM)));
    refuses(
        delta(DELTAS, version(one, 2, "evil"), feed.signer, others),
        "not sealed with the group key");
  }

  @Test
  void bytesThatAreNoMessageAreRefused() throws Exception {
    refuses(new byte[] {1, 2, 3}, "message");
  }

  @Test
  void anOldMessageThatIsSentAgainChangesNothing() throws Exception {
    FeedStore store = new FeedStore(feed.control);
    StoredMessage old =
        Objects.requireNonNull(store.last(Subjects.stream(FeedHarness.GROUP), Subjects.of(DELTAS)));
    VersionedSnapshot two = version(one, 2, "b");
    feed.publisher.publish(two);
    node.awaitVersion(2);

    store.put(Subjects.of(DELTAS), old.data(), null);
    node.compare();

    assertThat(node.versions).containsExactly(1L, 2L);
    assertThat(node.wrong).isEmpty();
    VersionedSnapshot three = version(two, 3, "c");
    feed.publisher(feed.connect("control")).publish(three);
    node.awaitVersion(3);
  }

  @Test
  void anOldDirectiveThatIsSentAgainChangesNothing() throws Exception {
    NodeDirective drain = new NodeDirective(NodeDirective.State.DRAIN, null);
    NodeDirective serve = new NodeDirective(NodeDirective.State.SERVE, null);
    feed.publisher.directive("edge-1", 1, drain);
    Eventually.await("the first", () -> node.directives.contains(drain)); // else the newest only
    Address address = Address.ofNode(MessageKind.NODE, FeedHarness.GROUP, "edge-1");
    FeedStore store = new FeedStore(feed.control);
    StoredMessage old =
        Objects.requireNonNull(
            store.last(Subjects.nodeStream(FeedHarness.GROUP), Subjects.of(address)));
    feed.publisher.directive("edge-1", 2, serve);
    Eventually.await("both", () -> node.directives.size() == 2);

    store.put(Subjects.of(address), old.data(), null);
    node.compare();

    assertThat(node.directives).containsExactly(drain, serve);
  }

  private static TicketKeys tickets() {
    return new TicketKeys(
        List.of(new TicketKeys.Key(new byte[16], new byte[32], new byte[32], Instant.EPOCH)));
  }

  /** A node that was started again remembers the newest key, and no message. */
  @Test
  void messagesWithAKeyFromBeforeARemovalChangeNothing() throws Exception {
    NodeDirective drain = new NodeDirective(NodeDirective.State.DRAIN, null);
    feed.publisher.directive("edge-9", 1, drain);
    feed.publisher.tickets(1, tickets());
    GroupKey second = GroupKey.random(2, FeedHarness.RANDOM);
    GroupKeys both = new GroupKeys(List.of(feed.firstKey, second));

    TestNode again = feed.node("edge-9", one, both, NodeSealing.newPrivateKey(FeedHarness.RANDOM));
    again.compare();

    assertThat(again.directives).isEmpty();
    assertThat(again.tickets).isEmpty();
    feed.controlKeys.add(second);
    feed.publisher.directive("edge-9", 1, drain);
    feed.publisher.tickets(1, tickets());
    Eventually.await("with the new key", () -> again.directives.contains(drain));
    Eventually.await("ticket keys", () -> again.tickets.size() == 1);
  }

  /** One who has a key of the group, and fills the memory of those who open it. */
  @Test
  void aMessageOfANodeIsSmallWhenItIsOpened() {
    Address address = Address.ofNode(MessageKind.STATUS, FeedHarness.GROUP, "edge-1");
    SealedMessages messages = new SealedMessages(feed.controlKeys);
    byte[] bomb = messages.seal(address, 1, new byte[16 << 20], feed.signer);

    assertThat(bomb).hasSizeLessThan(1 << 20);
    assertThatThrownBy(() -> messages.open(address, bomb, (of, id) -> feed.check.find(DELTAS, id)))
        .isInstanceOf(SealException.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void nothingThatIsStoredShowsTheConfiguration() throws Exception {
    feed.publisher.publish(version(one, 2, "secret-name"));
    FeedStore store = new FeedStore(feed.control);
    StoredMessage next = store.next(Subjects.stream(FeedHarness.GROUP), ">", 0);
    while (next != null) {
      assertThat(new String(next.data(), java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain("secret-name")
          .doesNotContain(".example");
      next = store.next(Subjects.stream(FeedHarness.GROUP), ">", next.sequence());
    }
  }

  /** A node with the old group key only, as one that was removed before the key was changed. */
  @Test
  void aRemovedNodeReadsNothingThatComesAfter() throws Exception {
    byte[] staying = NodeSealing.newPrivateKey(FeedHarness.RANDOM);
    TestNode stays = feed.node("edge-2", one, new GroupKeys(List.of(feed.firstKey)), staying);
    GroupKey second = GroupKey.random(2, FeedHarness.RANDOM);
    feed.publisher.groupKey("edge-2", NodeSealing.publicOf(staying), second);
    feed.controlKeys.add(second);

    VersionedSnapshot two = version(one, 2, "after");
    feed.publisher.publish(two);

    stays.awaitVersion(2);
    assertThat(stays.groupKeys).containsExactly(second);
    Eventually.await(
        "the refusal",
        () -> node.refused.stream().anyMatch(text -> text.contains("epoch 2, which is not known")));
    assertThat(node.versions).containsExactly(1L);
  }
}
