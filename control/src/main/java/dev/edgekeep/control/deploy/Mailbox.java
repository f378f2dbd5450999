package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.Snapshot;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way to one node: a place for one deployment that waits, and a thread of its own. A newer
 * deployment takes the place of the one that waits; nothing newer is sent before the node has
 * answered. A node that is slow, hangs or refuses is the concern of its mailbox only. Any thread
 * may put a deployment in; that never blocks.
 */
final class Mailbox implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Node node;
  private final Answers answers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  /** The deployment that waits; null: none does. */
  private @Nullable Deployment waiting;

  /** The latest deployment that was sent; null: none was. */
  private @Nullable Deployment last;

  /** The snapshot on its way; null: none is. */
  private @Nullable Snapshot sent;

  /** True when the node was reported to be back since the last attempt. */
  private boolean back;

  private boolean closed;

  /** Receives what nodes answer. Called by the thread of the node's mailbox. */
  @FunctionalInterface
  interface Answers {
    void answered(Node node, Deployment deployment, Acknowledgement answer);
  }

  Mailbox(Node node, Answers answers) {
    this.node = node;
    this.answers = answers;
    // Putting a snapshot in force in this process is work for a processor, which virtual threads
    // of API calls must not delay.
    Thread.Builder builder = node.isInProcess() ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    this.thread = builder.name("node-" + node.name()).unstarted(this::run);
  }

  void start() {
    node.whenBack(this::back);
    thread.start();
  }

  Node node() {
    return node;
  }

  /** Puts a deployment in the place of the one that waits. */
  void put(Deployment deployment) {
    boolean revokes;
    lock.lock();
    try {
      waiting = deployment;
      revokes =
          sent != null && !sent.revokedSerials().equals(deployment.snapshot().revokedSerials());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (revokes) {
      Thread.ofVirtual()
          .name("revocations-" + node.name())
          .start(() -> node.revoke(deployment.version(), deployment.snapshot().revokedSerials()));
    }
  }

  private void back() {
    lock.lock();
    try {
      back = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      Deployment deployment = take();
      while (deployment != null) {
        Acknowledgement answer = send(deployment);
        answers.answered(node, deployment, answer);
        if (answer instanceof Acknowledgement.Unreachable) {
          keep(deployment, pause);
          Duration twice = pause.multipliedBy(2);
          pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
        } else {
          pause = FIRST_PAUSE;
        }
        deployment = take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Takes the deployment that waits, or the latest again for a node that is back without it. */
  private @Nullable Deployment take() throws InterruptedException {
    lock.lock();
    try {
      while (waiting == null && !(back && last != null) && !closed) {
        changed.await();
      }
      Deployment next = waiting == null ? last : waiting;
      Deployment deployment = closed ? null : next;
      waiting = null;
      last = next;
      back = false;
      sent = deployment == null ? null : deployment.snapshot();
      return deployment;
    } finally {
      lock.unlock();
    }
  }

  private Acknowledgement send(Deployment deployment) throws InterruptedException {
    try {
      return node.apply(deployment).toCompletableFuture().get();
    } catch (ExecutionException e) {
      return refused(e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      return refused(e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
    } finally {
      lock.lock();
      try {
        sent = null;
      } finally {
        lock.unlock();
      }
    }
  }

  private static Acknowledgement refused(Throwable failure) {
    return new Acknowledgement.Refused(String.valueOf(failure.getMessage()));
  }

  /** Waits until the node is back, something newer comes or a while has passed. */
  private void keep(Deployment deployment, Duration pause) throws InterruptedException {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (waiting == null && !back && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (waiting == null) {
        waiting = deployment;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends nothing more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the end of what is under way, and interrupts it after a while. */
  void awaitEnd(Duration atMost) throws InterruptedException {
    if (!thread.join(atMost)) {
      thread.interrupt();
    }
  }
}
