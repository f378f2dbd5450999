package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.message.SignedMessage;
import dev.edgekeep.fleet.message.TicketKeys;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedStore;
import dev.edgekeep.fleet.nats.StoredMessage;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.NodeSealing;
import dev.edgekeep.fleet.seal.SealException;
import dev.edgekeep.fleet.seal.SealedMessages;
import dev.edgekeep.fleet.seal.SealedMessages.Opened;
import dev.edgekeep.fleet.seal.SealedMessages.UnknownKeyException;
import dev.edgekeep.snapshot.wire.WireException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a follower besides versions: ticket keys, its group key, directives; the newest
 * of each counts. One thread at a time; blocks.
 */
final class NodeMessages {
  private final FollowerSettings settings;
  private final FollowerListener listener;
  private final SealedMessages messages;
  private final FeedStore store;
  private final String stream;
  private final List<Address> addresses = new ArrayList<>();

  /** The version of the newest message that was passed on. */
  private final Map<MessageKind, Long> newest = new EnumMap<>(MessageKind.class);

  /** The version of the revocations that were read, by number in the stream. */
  private long revocationsRead;

  NodeMessages(FeedConnection connection, FollowerSettings settings, FollowerListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.messages = new SealedMessages(settings.keys());
    this.store = new FeedStore(connection);
    this.stream = Subjects.stream(settings.group());
    if (settings.node() != null) {
      // The key first: it opens the others.
      addresses.add(Address.ofNode(MessageKind.KEY, settings.group(), settings.node()));
      addresses.add(Address.ofNode(MessageKind.NODE, settings.group(), settings.node()));
    }
    addresses.add(Address.ofGroup(MessageKind.TICKETS, settings.group()));
  }

  List<String> subjects() {
    return addresses.stream().map(Subjects::of).toList();
  }

  /** Reads the newest of each. */
  void compare() throws FeedException, InterruptedException {
    for (Address address : addresses) {
      String of = Subjects.stream(address.kind(), settings.group());
      StoredMessage last = store.last(of, Subjects.of(address));
      if (last != null) {
        boolean _ = take(address, last.data());
      }
    }
  }

  /** Reads the revocations that were not read, up to one whose key is to come. */
  void readRevocations() throws FeedException, InterruptedException {
    Address address = Address.ofGroup(MessageKind.REVOKED, settings.group());
    StoredMessage last = store.last(stream, Subjects.of(address));
    if (last == null || last.sequence() < revocationsRead) {
      revocationsRead = 0; // another stream
    }
    StoredMessage next =
        last == null || last.sequence() == revocationsRead
            ? null
            : store.next(stream, Subjects.of(address), revocationsRead);
    while (next != null) {
      if (!passOn(address, next.data())) {
        return;
      }
      revocationsRead = next.sequence();
      next = store.next(stream, Subjects.of(address), revocationsRead);
    }
  }

  /** Returns false when the message needs a group key that is newer than those known. */
  private boolean passOn(Address address, byte[] data) {
    try {
      listener.revoked(Revocations.read(messages.open(address, data, settings.check()).body()));
      return true;
    } catch (UnknownKeyException e) {
      GroupKey newest = settings.keys().newest();
      listener.refused("revocations: " + e.getMessage());
      return newest != null && e.epoch() < newest.epoch();
    } catch (WireException | SealException e) {
      listener.refused("revocations: " + e.getMessage());
      return true;
    }
  }

  /**
   * Takes a message that came by subscription.
   *
   * @return true: there is a new group key, which may open what could not be opened before
   */
  boolean received(String subject, byte[] data) {
    for (Address address : addresses) {
      if (Subjects.of(address).equals(subject)) {
        return take(address, data) && address.kind() == MessageKind.KEY;
      }
    }
    return false;
  }

  private boolean take(Address address, byte[] data) {
    try {
      return switch (address.kind()) {
        case KEY -> key(address, data);
        case NODE -> directive(address, newer(address, data));
        default -> tickets(address, newer(address, data));
      };
    } catch (WireException | SealException | UnknownKeyException e) {
      listener.refused("%s: %s".formatted(address, e.getMessage()));
      return false;
    }
  }

  /** A node is told its removal with a key that it has; other directives need the newest. */
  private boolean directive(Address address, @Nullable Opened opened) throws WireException {
    if (opened == null) {
      return false;
    }
    NodeDirective directive = NodeDirective.read(opened.body());
    if (directive.state() != NodeDirective.State.REMOVED && isOld(opened)) {
      return false;
    }
    newest.put(address.kind(), opened.version());
    listener.directive(directive);
    return true;
  }

  private boolean tickets(Address address, @Nullable Opened opened) throws WireException {
    if (opened == null || isOld(opened)) {
      return false;
    }
    newest.put(address.kind(), opened.version());
    listener.tickets(TicketKeys.read(opened.body()));
    return true;
  }

  /** Opens a message; null: it is not newer than the last one. */
  private @Nullable Opened newer(Address address, byte[] data)
      throws WireException, SealException, UnknownKeyException {
    Opened opened = messages.open(address, data, settings.check());
    Long last = newest.get(address.kind());
    if (last != null && opened.version() <= last) {
      return null;
    }
    return opened;
  }

  /**
   * Returns whether a message was sealed with a key before the newest, as one that is sent again
   * after a node was removed, which knows that key. After each new key they are sent with it.
   */
  private boolean isOld(Opened opened) {
    GroupKey newestKey = settings.keys().newest();
    return newestKey != null && opened.epoch() < newestKey.epoch();
  }

  private boolean key(Address address, byte[] data) throws WireException, SealException {
    SignedMessage message = SignedMessage.read(data, address, settings.check());
    byte[] sealingKey = settings.sealingKey();
    String node = settings.node();
    GroupKey known = settings.keys().newest();
    if (sealingKey == null
        || node == null
        || (known != null && known.epoch() >= message.version())) {
      return false;
    }
    GroupKey key =
        NodeSealing.open(message.payload(), settings.group(), node, message.version(), sealingKey);
    settings.keys().add(key);
    listener.groupKey(key);
    return true;
  }
}
