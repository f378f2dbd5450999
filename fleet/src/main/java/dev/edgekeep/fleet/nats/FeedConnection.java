package dev.edgekeep.fleet.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.Nats;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one of the message servers, which is made again for ever, with jitter. Its
 * subscriptions outlive its interruptions. Nothing is kept for a server that is away: requests fail
 * at once. Any thread.
 */
public final class FeedConnection implements AutoCloseable {
  private static final int NO_RESPONDERS = 503;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final ConnectionOptions options;
  private final Duration timeout;
  private final List<FeedListener> listeners = new CopyOnWriteArrayList<>();
  private final List<FeedSubscription> subscriptions = new CopyOnWriteArrayList<>();
  private final AtomicLong connections = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  /** The connection; null: there is none. */
  private volatile @Nullable Connection connection;

  private volatile boolean closed;

  private FeedConnection(FeedOptions options, InstantSource clock) throws GeneralSecurityException {
    this.timeout = options.timeout();
    this.options = new ConnectionOptions(options, clock, new Events());
    this.thread = Thread.ofVirtual().name("feed-" + options.name()).unstarted(this::run);
  }

  /**
   * Begins to connect, and returns at once.
   *
   * @param clock by which certificates of servers are verified
   * @throws GeneralSecurityException when the platform cannot use the identity
   */
  public static FeedConnection open(FeedOptions options, InstantSource clock)
      throws GeneralSecurityException {
    FeedConnection connection = new FeedConnection(options, clock);
    connection.thread.start();
    return connection;
  }

  /** Adds a listener, which is told at once when the connection is there already. */
  public void addListener(FeedListener listener) {
    lock.lock();
    try {
      listeners.add(listener);
      if (connection != null) {
        listener.connected();
      }
    } finally {
      lock.unlock();
    }
  }

  public void removeListener(FeedListener listener) {
    listeners.remove(listener);
  }

  /**
   * The number of connections that were made so far: another one means that messages were missed.
   */
  public long connections() {
    return connections.get();
  }

  /** Returns whether requests can be sent. */
  public boolean isConnected() {
    return connection != null;
  }

  /**
   * Waits for the connection.
   *
   * @return false: it was not there in time
   */
  public boolean awaitConnected(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (connection == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return connection != null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces the certificate and the login. The next connection uses them; the current one stays.
   *
   * @param tls null: the connection has no TLS
   * @throws GeneralSecurityException when the platform cannot use the key; nothing is replaced
   */
  public void renew(@Nullable FeedTls tls, FeedLogin login) throws GeneralSecurityException {
    options.renew(tls, login);
  }

  /**
   * Subscribes to subjects, now and after each interruption.
   *
   * @param queue the queue group: one of its members gets each message; null: all do
   */
  public Subscribed subscribe(
      List<String> subjects, @Nullable String queue, FeedSubscriber subscriber) {
    FeedSubscription subscription = new FeedSubscription(subjects, queue, subscriber);
    lock.lock();
    try {
      subscriptions.add(subscription);
      Connection current = connection;
      if (current != null) {
        subscription.begin(current);
      }
    } finally {
      lock.unlock();
    }
    return () -> {
      subscriptions.remove(subscription);
      subscription.end();
    };
  }

  /**
   * Sends a message that nobody keeps.
   *
   * @throws FeedException when it cannot be sent
   */
  public void publish(String subject, byte[] data) throws FeedException {
    Connection current = current();
    try {
      current.publish(subject, data);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw unreachable(e);
    }
  }

  /** Sends a request; fails with a {@link FeedException}. Does not block. */
  CompletableFuture<Message> requestLater(String subject, byte[] data) throws FeedException {
    try {
      return current().requestWithTimeout(subject, data, timeout);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw unreachable(e);
    }
  }

  /** Waits for an answer. Blocks for at most the time limit of requests. */
  Message await(CompletableFuture<Message> answer) throws FeedException, InterruptedException {
    try {
      return answer.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      answer.cancel(true);
      throw unreachable(e);
    }
  }

  /**
   * Sends a request, and waits for the answer.
   *
   * @throws FeedException when nobody answers in time
   */
  public byte[] request(String subject, byte[] data) throws FeedException, InterruptedException {
    return await(requestLater(subject, data)).getData();
  }

  /** The connection for requests of the library. */
  Connection current() throws FeedException {
    Connection current = connection;
    if (current == null) {
      throw new FeedException(FeedException.Reason.UNREACHABLE, "no message server is connected");
    }
    return current;
  }

  Duration timeout() {
    return timeout;
  }

  static FeedException unreachable(Exception e) {
    Throwable cause =
        e instanceof ExecutionException || e instanceof CompletionException ? e.getCause() : e;
    if (cause instanceof JetStreamStatusException status
        && status.getStatus().getCode() == NO_RESPONDERS) {
      return new FeedException(FeedException.Reason.NO_STREAM, "nobody answers this request");
    }
    if (cause instanceof JetStreamApiException api) {
      return new FeedException(FeedException.Reason.REFUSED, String.valueOf(api.getMessage()));
    }
    String text = cause == null ? null : cause.getMessage();
    return new FeedException(
        FeedException.Reason.UNREACHABLE,
        "the message server does not answer: " + (text == null ? "no answer in time" : text));
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!closed) {
        if (connection == null && connect()) {
          pause = FIRST_PAUSE;
        }
        pause = waitForChange(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Waits for the loss of the connection; without one, for a while. */
  private Duration waitForChange(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      if (connection != null) {
        while (connection != null && !closed) {
          changed.await();
        }
      }
      long nanos = pause.toNanos() / 2 + ThreadLocalRandom.current().nextLong(pause.toNanos());
      while (nanos > 0 && !closed) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private boolean connect() throws InterruptedException {
    Connection made;
    try {
      made = Nats.connect(options.build());
    } catch (IOException | RuntimeException e) {
      String reason = options.reason(e);
      listeners.forEach(listener -> listener.disconnected(reason));
      return false;
    }
    lock.lock();
    try {
      if (closed || made.getStatus() != Connection.Status.CONNECTED) {
        made.close();
        return false;
      }
      subscriptions.forEach(subscription -> subscription.begin(made));
      connections.incrementAndGet();
      connection = made;
      changed.signalAll();
      listeners.forEach(FeedListener::connected);
    } finally {
      lock.unlock();
    }
    return true;
  }

  /** Receives the events of the library. */
  private final class Events implements ConnectionOptions.Events {
    @Override
    public void lost(@Nullable Connection which, String reason) {
      lock.lock();
      try {
        if (connection == null || !connection.equals(which)) {
          return;
        }
        connection = null;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      if (!closed) {
        listeners.forEach(listener -> listener.disconnected(reason));
      }
    }

    @Override
    public void discarded(io.nats.client.Consumer consumer) {
      subscriptions.forEach(subscription -> subscription.discarded(consumer));
    }
  }

  /** Closes the connection for good. */
  @Override
  public void close() {
    Connection current;
    lock.lock();
    try {
      closed = true;
      current = connection;
      connection = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    subscriptions.forEach(FeedSubscription::end);
    if (current != null) {
      try {
        current.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
