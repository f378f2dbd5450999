package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.NodeReport;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.message.RenewalRequest;
import dev.edgekeep.fleet.message.Renewed;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedListener;
import dev.edgekeep.fleet.nats.FeedOptions;
import dev.edgekeep.fleet.nats.FeedStore;
import dev.edgekeep.fleet.nats.FeedSubscriber;
import dev.edgekeep.fleet.nats.StoredMessage;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.nats.Subscribed;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.fleet.seal.SealException;
import dev.edgekeep.fleet.seal.SealedMessages;
import dev.edgekeep.fleet.seal.SealedMessages.Opened;
import dev.edgekeep.fleet.seal.SealedMessages.UnknownKeyException;
import dev.edgekeep.snapshot.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Receives what nodes say, at a control plane: statuses and reports by plain subscription, after
 * those that were stored before; requests for certificates, of which one replica gets each. Events
 * are read by {@link EventReader}.
 */
public final class FleetStatus implements AutoCloseable {
  private static final String REPLICAS = "control";
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final FeedConnection connection;
  private final FleetKeys keys;
  private final FleetListener listener;
  private final FeedStore store;
  private final List<Subscribed> subscriptions = new ArrayList<>();
  private final FeedListener connections;
  private final Semaphore connected = new Semaphore(0);
  private final Thread thread;

  /** The version of the newest message of each address. */
  private final Map<Address, Long> newest = new ConcurrentHashMap<>();

  private FleetStatus(FeedConnection connection, FleetKeys keys, FleetListener listener) {
    this.connection = connection;
    this.keys = keys;
    this.listener = listener;
    this.store = new FeedStore(connection);
    this.thread = Thread.ofVirtual().name("fleet-status").unstarted(this::run);
    this.connections =
        new FeedListener() {
          @Override
          public void connected() {
            connected.release();
          }
        };
  }

  /** Begins to receive. */
  public static FleetStatus start(
      FeedConnection connection, FleetKeys keys, FleetListener listener) {
    FleetStatus status = new FleetStatus(connection, keys, listener);
    status.begin();
    return status;
  }

  private void begin() {
    FeedSubscriber live = (subject, reply, data) -> take(subject, data, true);
    subscriptions.add(
        connection.subscribe(List.of(Subjects.ALL_STATUS, Subjects.ALL_REPORTS), null, live));
    subscriptions.add(connection.subscribe(List.of(Subjects.ALL_RENEWALS), REPLICAS, this::renew));
    connection.addListener(connections);
    thread.start();
  }

  /** Reads what is stored, each time that the connection is there. */
  private void run() {
    try {
      while (true) {
        connected.acquire();
        connected.drainPermits();
        try {
          readStored();
        } catch (FeedException | RuntimeException e) {
          if (e instanceof RuntimeException) {
            listener.refused(Subjects.ALL_STATUS, "unexpected: " + e);
          }
          Thread.sleep(RETRY);
          if (connection.isConnected()) {
            connected.release();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void readStored() throws FeedException, InterruptedException {
    StoredMessage next = store.next(Subjects.STATUS_STREAM, ">", 0);
    while (next != null) {
      take(next.subject(), next.data(), false);
      next = store.next(Subjects.STATUS_STREAM, ">", next.sequence());
    }
  }

  private void take(String subject, byte[] data, boolean live) {
    MessageKind kind =
        subject.startsWith("edgekeep.status.") ? MessageKind.STATUS : MessageKind.REPORT;
    try {
      Address address = Subjects.ofNodeSubject(kind, subject);
      Opened opened = open(keys, address, data);
      synchronized (this) {
        if (!isNewer(address, opened.version())) {
          return;
        }
        if (kind == MessageKind.STATUS) {
          listener.status(address, NodeStatus.read(opened.body()), live);
        } else {
          listener.report(address, NodeReport.read(opened.body()));
        }
      }
    } catch (WireException | SealException | UnknownKeyException | IllegalArgumentException e) {
      listener.refused(subject, String.valueOf(e.getMessage()));
    }
  }

  /** An old message that comes again is not passed on. */
  private boolean isNewer(Address address, long version) {
    Long last = newest.get(address);
    if (last != null && version <= last) {
      return false;
    }
    newest.put(address, version);
    return true;
  }

  /** Forgets a node that is removed, whose name may be used again. */
  public synchronized void forget(String group, String node) {
    newest
        .keySet()
        .removeIf(address -> address.group().equals(group) && node.equals(address.node()));
  }

  private void renew(String subject, String reply, byte[] data) {
    try {
      Address address = Subjects.ofNodeSubject(MessageKind.RENEW, subject);
      String node = address.node();
      if (node == null || !reply.startsWith(FeedOptions.inbox(node))) {
        throw new WireException("the subject for the answer is not an inbox of the node");
      }
      Opened opened = open(keys, address, data);
      Renewed renewed = listener.renew(address, RenewalRequest.read(opened.body()));
      GroupKeys group = keys.group(address.group());
      if (renewed != null && group != null) {
        Address answer = Address.ofNode(MessageKind.RENEWED, address.group(), node);
        connection.publish(
            reply,
            new SealedMessages(group)
                .seal(answer, opened.version(), renewed.bytes(), keys.signer()));
      }
    } catch (FeedException _) {
      return; // the node asks again
    } catch (WireException | SealException | UnknownKeyException | IllegalArgumentException e) {
      listener.refused(subject, String.valueOf(e.getMessage()));
    }
  }

  static Opened open(FleetKeys keys, Address address, byte[] data)
      throws WireException, SealException, UnknownKeyException {
    @Nullable GroupKeys group = keys.group(address.group());
    if (group == null) {
      throw new WireException("there is no group " + address.group());
    }
    return new SealedMessages(group).open(address, data, keys.nodes());
  }

  @Override
  public void close() {
    connection.removeListener(connections);
    thread.interrupt();
    subscriptions.forEach(Subscribed::close);
  }
}
