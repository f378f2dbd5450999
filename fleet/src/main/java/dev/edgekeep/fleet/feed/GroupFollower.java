package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedListener;
import dev.edgekeep.fleet.nats.FeedSubscriber;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.nats.Subscribed;
import dev.edgekeep.fleet.seal.SealException;
import dev.edgekeep.fleet.seal.SealedMessages;
import dev.edgekeep.fleet.seal.SealedMessages.UnknownKeyException;
import dev.edgekeep.snapshot.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Follows a group: passes on what is published, in order, each version once. Messages come by plain
 * subscription, so that there is nothing on the server that its restart could forget; and the
 * position is compared with the stream when the connection is there (again), when something is
 * missing, and from time to time. Has a thread of its own.
 */
public final class GroupFollower implements AutoCloseable {
  private static final Duration COMPARE = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Few messages wait here; the others wait in the connection, within its limits. */
  private static final int QUEUE = 4;

  private final FeedConnection connection;
  private final FollowerSettings settings;
  private final FollowerListener listener;
  private final Duration every;
  private final SealedMessages messages;
  private final GroupReader reader;
  private final NodeMessages nodeMessages;
  private final BlockingQueue<Received> queue = new ArrayBlockingQueue<>(QUEUE);
  private final List<Subscribed> subscriptions = new ArrayList<>();
  private final FeedListener connections = new Connections();
  private final Thread thread;

  /** A message; no subject: a wake-up. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Received(String subject, byte[] data) {
    static final Received WAKE_UP = new Received("", new byte[0]);
  }

  private volatile boolean compare;

  /** False until a comparison has succeeded: a delta that comes first asks for one. */
  private boolean compared;

  private volatile boolean closed;

  private GroupFollower(
      FeedConnection connection,
      FollowerSettings settings,
      Position from,
      FollowerListener listener,
      Duration every) {
    this.connection = connection;
    this.every = every;
    this.settings = settings;
    this.listener = listener;
    this.messages = new SealedMessages(settings.keys());
    this.reader = new GroupReader(connection, settings, from, new Versions());
    this.nodeMessages = new NodeMessages(connection, settings, listener);
    this.thread =
        Thread.ofPlatform().daemon().name("follow-" + settings.group()).unstarted(this::run);
  }

  /** Begins to follow a group from a position. */
  public static GroupFollower start(
      FeedConnection connection,
      FollowerSettings settings,
      Position from,
      FollowerListener listener) {
    return start(connection, settings, from, listener, COMPARE);
  }

  /**
   * Begins to follow a group.
   *
   * @param every the time between comparisons that have no other reason, about
   */
  static GroupFollower start(
      FeedConnection connection,
      FollowerSettings settings,
      Position from,
      FollowerListener listener,
      Duration every) {
    GroupFollower follower = new GroupFollower(connection, settings, from, listener, every);
    follower.begin();
    return follower;
  }

  private void begin() {
    List<String> subjects = new ArrayList<>();
    subjects.add(Subjects.of(Address.ofGroup(MessageKind.DELTA, settings.group())));
    subjects.addAll(nodeMessages.subjects());
    subscriptions.add(connection.subscribe(subjects, null, new Subscriber()));
    subscriptions.add(
        connection.subscribe(List.of(Subjects.of(revocations())), null, new Revoked()));
    connection.addListener(connections);
    thread.start();
  }

  private Address revocations() {
    return Address.ofGroup(MessageKind.REVOKED, settings.group());
  }

  /** The version that was passed on last. Any thread. */
  public Position position() {
    return reader.position();
  }

  /** Compares the position with the stream soon. Any thread. */
  public void compareSoon() {
    compare = true;
    boolean _ = queue.offer(Received.WAKE_UP);
  }

  private void run() {
    try {
      long next = System.nanoTime();
      while (!closed) {
        try {
          if (compare || next - System.nanoTime() <= 0) {
            next = System.nanoTime() + pause(compareNow() ? every : RETRY);
          }
          Received received =
              queue.poll(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
          if (received != null && !received.subject().isEmpty()) {
            handle(received);
          }
        } catch (RuntimeException e) {
          failed(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** The thread must not end: the node would follow no longer. */
  private void failed(RuntimeException e) throws InterruptedException {
    listener.refused("it cannot be handled, and is read again: " + e);
    compare = true;
    Thread.sleep(RETRY);
  }

  /** Half to one and a half of a duration. */
  private static long pause(Duration about) {
    return about.toNanos() / 2 + ThreadLocalRandom.current().nextLong(about.toNanos());
  }

  /** Returns whether it was possible, or is in vain as there is no connection. */
  private boolean compareNow() throws InterruptedException {
    compare = false;
    if (!connection.isConnected()) {
      return true; // compared as soon as it is there
    }
    try {
      nodeMessages.compare();
      nodeMessages.readRevocations();
      compared = reader.catchUp();
      if (compared) {
        listener.caughtUp();
      }
      return true;
    } catch (FeedException e) {
      return e.reason() == FeedException.Reason.NO_STREAM;
    }
  }

  private void handle(Received received) throws InterruptedException {
    if (isComparisonNeeded(received)) {
      compare = true; // and never false: another thread may have asked for it meanwhile
    }
  }

  private boolean isComparisonNeeded(Received received) throws InterruptedException {
    Address deltas = Address.ofGroup(MessageKind.DELTA, settings.group());
    try {
      return received.subject().equals(Subjects.of(deltas))
          ? !reader.received(received.data()) || !compared
          : nodeMessages.received(received.subject(), received.data());
    } catch (FeedException _) {
      return true;
    }
  }

  /** Passes versions on. */
  private final class Versions implements GroupReader.Receiver {
    @Override
    public boolean version(ReceivedUpdate update) {
      return listener.version(update);
    }

    @Override
    public void refused(String reason) {
      listener.refused(reason);
    }
  }

  /** Hands messages to the thread of the follower. */
  private final class Subscriber implements FeedSubscriber {
    @Override
    public void message(String subject, String reply, byte[] data) throws InterruptedException {
      queue.put(new Received(subject, data));
    }

    @Override
    public void lost() {
      compareSoon();
    }
  }

  /** Revocations wait for nothing else. */
  private final class Revoked implements FeedSubscriber {
    @Override
    public void message(String subject, String reply, byte[] data) {
      try {
        SealedMessages.Opened opened = messages.open(revocations(), data, settings.check());
        listener.revoked(Revocations.read(opened.body()));
      } catch (UnknownKeyException _) {
        compareSoon();
      } catch (WireException | SealException e) {
        listener.refused("revocations: " + e.getMessage());
      }
    }

    @Override
    public void lost() {
      compareSoon();
    }
  }

  private final class Connections implements FeedListener {
    @Override
    public void connected() {
      listener.connection(true, "");
      compareSoon();
    }

    @Override
    public void disconnected(String reason) {
      listener.connection(false, reason);
    }
  }

  /** Follows no longer. Waits for what is under way, for some seconds. */
  @Override
  public void close() {
    closed = true;
    connection.removeListener(connections);
    subscriptions.forEach(Subscribed::close);
    boolean _ = queue.offer(Received.WAKE_UP);
    try {
      if (!thread.join(Duration.ofSeconds(5))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
