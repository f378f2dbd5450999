package dev.edgekeep.daemon.logging;

import dev.edgekeep.daemon.json.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One log: serving threads put lines into a bounded ring buffer, and a separate thread writes them
 * in batches. When it falls behind, lines are dropped and counted, and the log itself records how
 * many are missing.
 *
 * <p>While lines keep coming, nobody wakes the writing thread: it polls every few milliseconds.
 * Only the first line after a silence costs its caller a wake-up.
 */
public final class LogWriter implements AutoCloseable {
  private static final int BATCH_BYTES = 64 * 1024;
  private static final long LOOK_AGAIN_NANOS = 5_000_000;
  private static final int LOOKS_BEFORE_SLEEP = 20;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final String name;
  private final LogQueue queue;
  private final JsonWriter batch = new JsonWriter(BATCH_BYTES * 2, LogLine.MAX_TEXT);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private final AtomicReference<@Nullable LogDestination> next = new AtomicReference<>();
  private volatile LogDestination destination;
  private volatile boolean off;
  private volatile boolean asleep;
  private volatile boolean closing;
  private long droppedSaid;
  private boolean failureSaid;

  private LogWriter(String name, LogDestination destination, int capacity) {
    this.name = name;
    this.destination = destination;
    this.off = destination.equals(LogDestination.NOWHERE);
    this.queue = new LogQueue(capacity);
    this.thread =
        Thread.ofPlatform().daemon().name("edgekeep-" + name + "-log").unstarted(this::run);
  }

  /**
   * @param name the value of each line's {@code log}, such as {@code access}
   * @param destination closed with the writer
   * @param capacity the limit of waiting lines; a power of two
   */
  public static LogWriter start(String name, LogDestination destination, int capacity) {
    LogWriter writer = new LogWriter(name, destination, capacity);
    writer.thread.start();
    return writer;
  }

  /** Adds a line, or drops it when too many wait. Any thread; never blocks. */
  public void write(LogLine line) {
    if (off) {
      return;
    }
    if (closing || !queue.offer(line)) {
      dropped.increment();
    } else if (asleep) {
      asleep = false;
      LockSupport.unpark(thread);
    }
  }

  /** The number of lines lost so far: the ring was full, or the destination failed. */
  public long dropped() {
    return dropped.sum();
  }

  public String name() {
    return name;
  }

  /** Replaces the destination, also for the lines that wait. The former one is closed. */
  public void redirect(LogDestination destination) {
    off = destination.equals(LogDestination.NOWHERE);
    LogDestination unused = next.getAndSet(destination);
    if (unused != null) {
      close(unused);
    }
    LockSupport.unpark(thread);
  }

  /** Opens the destination again, where it is a file. Any thread. */
  public void reopen() {
    destination.reopen();
  }

  /** Writes the lines that wait, for at most five seconds, and ends. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int emptyLooks = 0;
    while (true) {
      // Read before the ring: lines offered earlier are then seen by this round.
      boolean last = closing;
      takeRedirection();
      if (writeBatch()) {
        emptyLooks = 0;
      } else if (last && queue.isEmpty()) {
        break;
      } else if (++emptyLooks > LOOKS_BEFORE_SLEEP) {
        sleep();
      }
      if (queue.isEmpty() && !closing) {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
    close(destination);
  }

  private void takeRedirection() {
    LogDestination fresh = next.getAndSet(null);
    if (fresh != null) {
      close(destination);
      destination = fresh;
    }
  }

  /**
   * The flag is set before the ring is read, and a line is in the ring before its caller reads the
   * flag: one of the two sees the other.
   */
  private void sleep() {
    asleep = true;
    if (queue.isEmpty() && !closing && next.get() == null) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  /** Writes the lines that wait, up to a batch; false when there were none. */
  private boolean writeBatch() {
    int lines = 0;
    sayDropped();
    for (LogLine line = nextLine(); line != null; line = nextLine()) {
      append(line);
      lines++;
    }
    if (batch.length() == 0) {
      return false;
    }
    send(lines);
    return true;
  }

  private @Nullable LogLine nextLine() {
    return batch.length() < BATCH_BYTES ? queue.poll() : null;
  }

  /** A line that cannot be written is dropped alone: the log goes on. */
  private void append(LogLine line) {
    int start = batch.length();
    try {
      batch.beginObject();
      line.writeMembers(batch);
      batch.endObject().newline();
    } catch (RuntimeException e) {
      batch.truncate(start);
      dropped.increment();
      sayFailure(e);
    }
  }

  private void sayDropped() {
    long total = dropped.sum();
    long missing = total - droppedSaid;
    if (missing > 0) {
      droppedSaid = total;
      append(new DroppedLines(name, System.currentTimeMillis(), missing));
    }
  }

  private void send(int lines) {
    try {
      destination.write(batch.buffer(), batch.length());
      failureSaid = false;
    } catch (IOException e) {
      dropped.add(lines);
      sayFailure(e);
    } finally {
      batch.truncate(0);
    }
  }

  /** Reports a failure of the log on standard error, once for each failure. */
  private void sayFailure(Exception failure) {
    if (!failureSaid) {
      failureSaid = true;
      System.err.println("edgekeep: the " + name + " log cannot be written: " + failure);
    }
  }

  private void close(LogDestination old) {
    try {
      old.close();
    } catch (IOException e) {
      sayFailure(e);
    }
  }

  private record DroppedLines(String log, long atMillis, long count) implements LogLine {
    @Override
    public void writeMembers(JsonWriter json) {
      json.name("time").time(atMillis);
      json.field("log", log).field("kind", "lines-dropped").field("dropped", count);
      json.field("detail", count + " lines are missing here: the log could not keep up");
    }
  }
}
