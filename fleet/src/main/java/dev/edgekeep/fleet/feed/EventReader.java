package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.NodeEvents;
import dev.edgekeep.fleet.nats.EventQueue;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.seal.SealException;
import dev.edgekeep.fleet.seal.SealedMessages.Opened;
import dev.edgekeep.fleet.seal.SealedMessages.UnknownKeyException;
import dev.edgekeep.snapshot.wire.WireException;
import java.time.Duration;

/**
 * Reads the events of nodes from their stream. Replicas share them: each batch comes to one, and
 * again to any when that one did not finish it. Has a thread of its own.
 */
public final class EventReader implements AutoCloseable {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final EventQueue queue;
  private final FleetKeys keys;
  private final FleetListener listener;
  private final Thread thread;

  private EventReader(FeedConnection connection, FleetKeys keys, FleetListener listener) {
    this.queue = new EventQueue(connection);
    this.keys = keys;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("fleet-events").unstarted(this::run);
  }

  /** Begins to read. */
  public static EventReader start(
      FeedConnection connection, FleetKeys keys, FleetListener listener) {
    EventReader reader = new EventReader(connection, keys, listener);
    reader.thread.start();
    return reader;
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          queue.next(this::take);
        } catch (FeedException _) {
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Passes a batch on; one that cannot be read is not tried again. */
  private void take(String subject, byte[] data) {
    try {
      Address address = Subjects.ofNodeSubject(MessageKind.EVENTS, subject);
      Opened opened = FleetStatus.open(keys, address, data);
      NodeEvents events = NodeEvents.read(opened.body());
      listener.events(address, opened.version(), events);
    } catch (WireException | SealException | UnknownKeyException | IllegalArgumentException e) {
      listener.refused(subject, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
