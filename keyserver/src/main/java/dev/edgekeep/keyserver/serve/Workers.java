package dev.edgekeep.keyserver.serve;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that perform operations, fair between edges: edges with waiting operations take turns,
 * and so do the connections of an edge. The operations of one turn are answered together, which
 * saves both sides most of the cost of an answer beside its cryptography. Threads are started when
 * needed. Any thread.
 *
 * <p>When the limit of operations is reached, an edge with less than its fair share still has room
 * for that share: no edge can take all the room.
 *
 * <p>One lock is held for some tens of nanoseconds at the beginning and the end of an operation
 * that takes thousands; operations that were read together are submitted together.
 */
public final class Workers implements AutoCloseable {
  private final String name;
  private final int most;
  private final long turnNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  /** Edges with waiting operations, in the order of their turns. */
  private final Deque<Party> turns = new ArrayDeque<>();

  private final List<Thread> threads = new ArrayList<>();
  private int idle;
  private int waiting;
  private int inFlight;

  /** The number of edges with operations that wait or are under way. */
  private int parties;

  private boolean closed;

  /**
   * @param name of the threads
   * @param most the limit of threads
   * @param turn the time after which a turn begins no further operation; zero for turns of one
   *     operation
   */
  public Workers(String name, int most, Duration turn) {
    this.name = name;
    this.most = most;
    this.turnNanos = turn.toNanos();
  }

  /** The operations of one edge. Guarded by the lock of its workers. */
  static final class Party {
    /** Connections with waiting operations, in the order of their turns. */
    private final Deque<Lane> turns = new ArrayDeque<>(2);

    private int inFlight;
  }

  /** The waiting operations of one connection. Guarded by the lock of its workers. */
  static final class Lane {
    private final Party party;
    private final Queue<Operation> waiting = new ArrayDeque<>(4);
    private final Runnable turnOver;

    /**
     * @param turnOver called by a worker's thread after each turn, with finished operations
     */
    Lane(Party party, Runnable turnOver) {
      this.party = party;
      this.turnOver = turnOver;
    }
  }

  /**
   * Accepts operations of one connection.
   *
   * @param mostInFlight the limit of operations of all edges that wait or are under way
   * @return the number of operations accepted, from the first; there was no room for the rest
   */
  int submit(Lane lane, List<Operation> operations, int mostInFlight) {
    lock.lock();
    try {
      int taken = Math.min(operations.size(), room(lane.party, mostInFlight));
      if (taken > 0) {
        if (lane.waiting.isEmpty()) {
          queue(lane);
        }
        lane.waiting.addAll(operations.subList(0, taken));
        waiting += taken;
        begin(lane.party, taken);
        wake(taken);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private int room(Party party, int mostInFlight) {
    if (closed) {
      return 0;
    }
    int shares = party.inFlight == 0 ? parties + 1 : parties;
    return Math.max(0, Math.max(mostInFlight - inFlight, mostInFlight / shares - party.inFlight));
  }

  private void begin(Party party, int operations) {
    if (party.inFlight == 0) {
      parties++;
    }
    party.inFlight += operations;
    inFlight += operations;
  }

  private void end(Party party, int operations) {
    inFlight -= operations;
    party.inFlight -= operations;
    if (party.inFlight == 0 && operations > 0) {
      parties--;
    }
  }

  private void queue(Lane lane) {
    Party party = lane.party;
    if (party.turns.isEmpty()) {
      turns.add(party);
    }
    party.turns.add(lane);
  }

  /** Removes a connection from the turns; it was added lately, so the search begins at the end. */
  private void leave(Lane lane) {
    Party party = lane.party;
    party.turns.removeLastOccurrence(lane);
    if (party.turns.isEmpty()) {
      turns.removeLastOccurrence(party);
    }
  }

  /** Removes the waiting operations of a connection that has ended. */
  List<Operation> withdraw(Lane lane) {
    lock.lock();
    try {
      List<Operation> left = List.copyOf(lane.waiting);
      if (!left.isEmpty()) {
        lane.waiting.clear();
        leave(lane);
        waiting -= left.size();
        end(lane.party, left.size());
      }
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** The number of operations that wait or are under way. */
  public int inFlight() {
    lock.lock();
    try {
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads, each after its operation; operations that wait are dropped. */
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
    Operation first = next();
    while (first != null) {
      perform(first);
      first = next();
    }
  }

  /** Performs the turn of a connection: this operation, and waiting ones while the turn lasts. */
  private void perform(Operation first) {
    long begin = System.nanoTime();
    Lane lane = first.lane();
    Operation operation = first;
    while (operation != null) {
      operation.perform();
      operation = next(lane, System.nanoTime() - begin < turnNanos);
    }
    lane.turnOver.run();
  }

  /**
   * Ends an operation, and returns another one of the same connection; null when none waits.
   *
   * @param more whether another one is wanted
   */
  private @Nullable Operation next(Lane lane, boolean more) {
    lock.lock();
    try {
      end(lane.party, 1);
      if (!more || closed || lane.waiting.isEmpty()) {
        return null;
      }
      waiting--;
      Operation operation = lane.waiting.remove();
      if (lane.waiting.isEmpty()) {
        leave(lane);
      }
      return operation;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next operation; null when the workers are closed. */
  private @Nullable Operation next() {
    lock.lock();
    try {
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

  /** The rest of the connection gets another turn at once: other threads may help. */
  private Operation take() {
    Party party = turns.remove();
    Lane lane = party.turns.remove();
    Operation operation = lane.waiting.remove();
    waiting--;
    if (!lane.waiting.isEmpty()) {
      party.turns.add(lane);
    }
    if (!party.turns.isEmpty()) {
      turns.add(party);
    }
    return operation;
  }
}
