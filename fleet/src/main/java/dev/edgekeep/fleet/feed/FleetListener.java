package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.NodeEvents;
import dev.edgekeep.fleet.message.NodeReport;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.message.RenewalRequest;
import dev.edgekeep.fleet.message.Renewed;
import org.jspecify.annotations.Nullable;

/**
 * Receives what nodes say: signed by the node that the address names. Statuses and reports of a
 * node come in order. Methods may block; each is called by one thread at a time.
 */
public interface FleetListener {
  /**
   * @param live false: it was stored before this process connected, and may be old
   */
  void status(Address address, NodeStatus status, boolean live);

  void report(Address address, NodeReport report);

  /**
   * Events of a node. They count as received when this returns; when it throws they come again,
   * here or at another replica.
   *
   * @param number rises from batch to batch of a node; the same one may come again
   */
  void events(Address address, long number, NodeEvents events);

  /**
   * A node asks for another certificate.
   *
   * @return null: it gets no answer, and asks again
   */
  @Nullable Renewed renew(Address address, RenewalRequest request);

  /** A message was refused: it is forged, damaged or replayed. */
  default void refused(String subject, String reason) {}
}
