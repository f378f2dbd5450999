package dev.edgekeep.control.node;

import dev.edgekeep.fleet.feed.FleetKeys;
import dev.edgekeep.fleet.feed.FleetListener;
import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.NodeEvents;
import dev.edgekeep.fleet.message.NodeReport;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.message.RenewalRequest;
import dev.edgekeep.fleet.message.Renewed;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.seal.GroupKeys;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Receives what nodes say. Each message is signed by the node that its address names. */
final class NodeListener implements FleetListener, FleetKeys {
  /** One line about messages that were refused in this time, whatever is sent. */
  private static final Duration LOG_PAUSE = Duration.ofSeconds(10);

  private final FleetParts parts;
  private final FleetDirectory directory;
  private final InstallationKeys keys;
  private final NodeStatuses statuses;
  private final NodeCounters counters;
  private final Fleet fleet;
  private final FleetEvents events;
  private final NodeCredentialsIssue credentials;
  private final RenewalPace renewals;
  private Instant told = Instant.MIN;
  private long refused;

  NodeListener(
      FleetParts parts,
      FleetDirectory directory,
      InstallationKeys keys,
      NodeStatuses statuses,
      NodeCounters counters,
      NodeCredentialsIssue credentials,
      Fleet fleet) {
    this.parts = parts;
    this.directory = directory;
    this.keys = keys;
    this.statuses = statuses;
    this.counters = counters;
    this.credentials = credentials;
    this.renewals = new RenewalPace(parts.clock());
    this.fleet = fleet;
    this.events = new FleetEvents(parts.events(), parts.clock());
  }

  @Override
  public SignatureCheck nodes() {
    return directory.check();
  }

  @Override
  public @Nullable GroupKeys group(String group) {
    return directory.keys(group);
  }

  @Override
  public Signer signer() {
    return keys.signer();
  }

  /** The node of an address; null: it was removed meanwhile, or is of another group. */
  private @Nullable NodeRecord node(Address address) {
    String name = address.node();
    NodeRecord node = name == null ? null : directory.find(name);
    return node != null && node.group().equals(address.group()) ? node : null;
  }

  @Override
  public void status(Address address, NodeStatus status, boolean live) {
    NodeRecord node = node(address);
    if (node != null) {
      boolean isChanged = statuses.put(node.group(), node.name(), status);
      if (isChanged) {
        fleet.stateChanged();
      }
    }
  }

  @Override
  public void report(Address address, NodeReport report) {
    NodeRecord node = node(address);
    if (node != null) {
      counters.put(node.group(), node.name(), report);
    }
  }

  @Override
  public void events(Address address, long number, NodeEvents batch) {
    NodeRecord node = node(address);
    if (node != null) {
      events.store(node, number, batch);
    }
  }

  @Override
  public @Nullable Renewed renew(Address address, RenewalRequest request) {
    NodeRecord node = node(address);
    return node == null || !renewals.isAllowed(node.id())
        ? null
        : credentials.renewed(node, request);
  }

  @Override
  public synchronized void refused(String subject, String reason) {
    refused++;
    Instant now = parts.clock().instant();
    if (now.isAfter(told.plus(LOG_PAUSE))) {
      parts
          .log()
          .accept(
              "%,d messages from nodes were refused, the last by %s: %s"
                  .formatted(refused, subject, reason));
      told = now;
      refused = 0;
    }
  }
}
