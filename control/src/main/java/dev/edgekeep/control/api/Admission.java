package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.error.DomainException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Decides which calls are worked on now. Any thread; does not block. */
final class Admission implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final ApiLimits limits;
  private final ApiConnections connections;
  private final Slots calls;
  private final Slots streams;
  private final Slots waits;
  private final Semaphore open;
  private final MemoryBudget memory;

  Admission(ApiLimits limits) {
    this.limits = limits;
    this.connections = new ApiConnections(limits);
    this.calls = new Slots("calls", limits.calls());
    this.streams = new Slots("streams of events", limits.streams());
    this.waits = new Slots("waits for a deployment", limits.waits());
    this.open = new Semaphore(limits.openCalls());
    this.memory = new MemoryBudget(limits.memory());
  }

  ApiLimits.Times times() {
    return limits.times();
  }

  ApiConnections connections() {
    return connections;
  }

  MemoryBudget memory() {
    return memory;
  }

  /** A call of somebody who is known. */
  Slots.Taken call(Caller caller, @Nullable ApiConnection connection) {
    Slots.Taken place = calls.take(caller);
    connections.works(connection);
    return () -> {
      place.close();
      connections.answers(connection);
    };
  }

  /** A stream, which is no call. */
  Slots.Taken stream(Caller caller, @Nullable ApiConnection connection) {
    Slots.Taken place = streams.take(caller);
    connections.works(connection);
    return () -> {
      place.close();
      connections.answers(connection);
    };
  }

  /** Waiting for a deployment; null when too many do. */
  Slots.@Nullable Taken wait(Caller caller) {
    return waits.tryTake(caller);
  }

  /** A call without a token, whose body was read. */
  Slots.Taken openCall(@Nullable ApiConnection connection) {
    if (!open.tryAcquire()) {
      throw DomainException.busy("many calls without a token are under way; try again", AGAIN);
    }
    connections.works(connection);
    return () -> {
      open.release();
      connections.answers(connection);
    };
  }

  @Override
  public void close() {
    connections.close();
  }
}
