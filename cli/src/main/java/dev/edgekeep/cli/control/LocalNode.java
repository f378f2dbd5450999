package dev.edgekeep.cli.control;

import dev.edgekeep.control.deploy.Acknowledgement;
import dev.edgekeep.control.deploy.Deployment;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.origin.OriginHealth;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.origin.ServerStatus;
import dev.edgekeep.edge.origin.health.HealthStatus;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The edge node of this process, as the control plane sees it. Any thread. */
final class LocalNode implements Node {
  private final String name;
  private final EdgeNode node;

  LocalNode(String name, EdgeNode node) {
    this.name = name;
    this.node = node;
  }

  @Override
  public boolean isInProcess() {
    return true;
  }

  @Override
  public String name() {
    return name;
  }

  /** Applies the snapshot as an object, on the thread of the node's mailbox. */
  @Override
  public CompletionStage<Acknowledgement> apply(Deployment deployment) {
    try {
      node.apply(deployment.snapshot());
      return CompletableFuture.completedStage(new Acknowledgement.InForce());
    } catch (IOException | RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      node.record(
          EdgeEvent.Kind.SNAPSHOT_REFUSED,
          "%s cannot be applied; the snapshot in force stays: %s".formatted(deployment, reason));
      return CompletableFuture.completedStage(new Acknowledgement.Refused(reason));
    }
  }

  @Override
  public Map<String, Long> ruleMatches() {
    return node.ruleMatches();
  }

  @Override
  public Map<String, Long> totals() {
    return node.totals();
  }

  @Override
  public List<OriginHealth> originHealth(String origin) {
    return node.servers(origin).stream().map(this::health).toList();
  }

  private OriginHealth health(ServerStatus status) {
    HealthStatus health = status.health();
    return new OriginHealth(
        name,
        status.server(),
        health.isHealthy(),
        health.reason(),
        health.since().equals(Instant.EPOCH) ? null : health.since());
  }

  /** The control plane's form of an event of the node of this name. */
  static Event event(String name, EdgeEvent event) {
    return Event.of(event.time(), name, event.kind().label(), event.detail())
        .host(event.host())
        .verdict(event.verdict() == null ? null : event.verdict().label())
        .client(event.serial(), event.issuer(), event.subject())
        .fingerprint(event.fingerprint())
        .clientAddress(address(event.clientAddress()))
        .requestId(event.requestId())
        .rule(event.rule())
        .build();
  }

  private static @Nullable String address(@Nullable InetSocketAddress address) {
    return address == null ? null : NetUtil.toAddressString(address.getAddress());
  }
}
