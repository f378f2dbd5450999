package dev.edgekeep.keyserver.serve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do operations, fair between connections: each has a lane of its own, and the lanes
 * take turns, one operation each. Threads are started as they are needed. Any thread.
 *
 * <p>One lock is held for some tens of nanoseconds at either end of an operation that takes
 * thousands; a burst that was read at once is taken over at once.
 */
public final class Workers implements AutoCloseable {
  private final String name;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  /** Lanes in which something waits, in the order of their turns. */
  private final Queue<Lane> turns = new ArrayDeque<>();

  private final List<Thread> threads = new ArrayList<>();
  private int idle;
  private int waiting;
  private int inFlight;
  private boolean closed;

  /**
   * @param name of the threads
   * @param most how many there may be
   */
  public Workers(String name, int most) {
    this.name = name;
    this.most = most;
  }

  /** What waits of one connection. Guarded by the lock of its workers. */
  static final class Lane {
    private final Queue<Operation> waiting = new ArrayDeque<>(4);
  }

  /**
   * Takes operations of one connection.
   *
   * @param mostInFlight how many may wait or be under way, of all connections
   * @return how many were taken, from the first; there was no room for the rest
   */
  int submit(Lane lane, List<Operation> operations, int mostInFlight) {
    lock.lock();
    try {
      int taken = closed ? 0 : Math.clamp(mostInFlight - inFlight, 0, operations.size());
      if (taken > 0) {
        if (lane.waiting.isEmpty()) {
          turns.add(lane);
        }
        lane.waiting.addAll(operations.subList(0, taken));
        waiting += taken;
        inFlight += taken;
        wake(taken);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes back what still waits of a connection that has ended. */
  List<Operation> withdraw(Lane lane) {
    lock.lock();
    try {
      List<Operation> left = List.copyOf(lane.waiting);
      lane.waiting.clear();
      turns.remove(lane);
      waiting -= left.size();
      inFlight -= left.size();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** How many operations wait or are under way. */
  public int inFlight() {
    lock.lock();
    try {
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads, each after the operation that it does; what waits is not done. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void wake(int operations) {
    for (int i = Math.min(idle, operations); i > 0; i--) {
      work.signal();
    }
    for (int i = Math.min(most - threads.size(), waiting - idle); i > 0; i--) {
      Thread thread =
          Thread.ofPlatform().daemon().name(name + "-" + threads.size()).unstarted(this::run);
      threads.add(thread);
      thread.start();
    }
  }

  private void run() {
    Operation operation = next(false);
    while (operation != null) {
      operation.perform();
      operation = next(true);
    }
  }

  /**
   * Waits for the operation whose turn it is; null when it is time to end.
   *
   * @param finished whether the caller has done one
   */
  private @Nullable Operation next(boolean finished) {
    lock.lock();
    try {
      if (finished) {
        inFlight--;
      }
      while (turns.isEmpty() && !closed) {
        idle++;
        work.awaitUninterruptibly();
        idle--;
      }
      return closed ? null : take();
    } finally {
      lock.unlock();
    }
  }

  private Operation take() {
    waiting--;
    Lane lane = turns.remove();
    Operation operation = lane.waiting.remove();
    if (!lane.waiting.isEmpty()) {
      turns.add(lane);
    }
    return operation;
  }
}
