package dev.edgekeep.edge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.testing.Eventually;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An event log that tests read. */
public final class RecordingEvents implements EventLog {
  private final BlockingQueue<EdgeEvent> events = new LinkedBlockingQueue<>();

  @Override
  public void record(EdgeEvent event) {
    events.add(event);
  }

  /** The next event of a kind; fails when none comes in time. */
  public EdgeEvent next(EdgeEvent.Kind kind) {
    try {
      long deadline = System.nanoTime() + Eventually.LIMIT.toNanos();
      while (true) {
        EdgeEvent event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        assertThat(event).as("an event of kind %s", kind).isNotNull();
        if (event.kind() == kind) {
          return event;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Fails when there is an event that was not asked for. */
  public void expectNoMore() {
    assertThat(events).isEmpty();
  }

  /** Forgets what was recorded. */
  public void clear() {
    events.clear();
  }
}
