package dev.edgekeep.control.observe;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.tracing.TracingSettings;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.daemon.admin.AdminPage;
import dev.edgekeep.daemon.admin.AdminResponse;
import dev.edgekeep.daemon.admin.AdminServer;
import dev.edgekeep.daemon.admin.RequestGuard;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.daemon.metrics.DurationHistogram;
import dev.edgekeep.daemon.metrics.ExpiryMetrics;
import dev.edgekeep.daemon.metrics.ProcessMetrics;
import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.snapshot.AdminEndpoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The observable side of a control plane: its metrics, its traces, and the admin server that has
 * them. Recording: any thread, never blocks.
 */
public final class Observation implements AutoCloseable {
  private static final String PREFIX = "edgekeep_control_";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final long[] BOUNDS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
          .map(TimeUnit.MILLISECONDS::toNanos)
          .toArray();

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Traces traces;
  private final Counter requests;
  private final DurationHistogram requestSeconds =
      new DurationHistogram(
          PREFIX + "request_seconds", "Time from a call's head to the end of its answer", BOUNDS);
  private @Nullable AdminServer admin;

  /**
   * @param log receives lines for the operator
   */
  public Observation(Consumer<String> log) {
    ProcessMetrics.register(registry);
    Info.builder()
        .name(PREFIX + "build_info")
        .help("What this control plane runs")
        .labelNames("version", "java")
        .register(registry)
        .setLabelValues(Version.current(), Runtime.version().toString());
    requests =
        Counter.builder()
            .name(PREFIX + "requests")
            .help("Calls of the API, by the class of their status")
            .labelNames("method", "status")
            .withoutExemplars()
            .register(registry);
    registry.register(requestSeconds);
    traces = new Traces("edgekeep-control", Version.current(), registry, log);
  }

  /** The traces, which are off until {@link #start}. */
  public Traces traces() {
    return traces;
  }

  /** A call of the API is over. */
  public void answered(String method, int status, long nanos) {
    String verb = METHODS.contains(method) ? method : "other";
    requests.labelValues(verb, status / 100 + "xx").inc();
    requestSeconds.observe(nanos);
  }

  /** Registers the gauges of what ends. Once at most. */
  public void expiries(Store store, @Nullable Identity api, InstantSource clock) {
    ControlExpiries expiries = new ControlExpiries(store, api, clock);
    ExpiryMetrics.register(registry, clock, expiries::addTo);
  }

  /** Registers the gauge of the newest version of the snapshot. Once at most. */
  public void snapshots(LongSupplier newest) {
    GaugeWithCallback.builder()
        .name(PREFIX + "snapshot_version")
        .help("The newest version of the snapshot that this replica has compiled or heard of")
        .callback(sample -> sample.call((double) newest.getAsLong()))
        .register(registry);
  }

  /**
   * Registers the gauge of nodes. Once at most.
   *
   * @param byState the number of nodes of each state; does not block
   */
  public void nodes(Supplier<Map<String, Integer>> byState) {
    GaugeWithCallback.builder()
        .name("edgekeep_nodes")
        .help("Nodes that this replica knows, by their state")
        .labelNames("state")
        .callback(
            sample -> byState.get().forEach((state, nodes) -> sample.call((double) nodes, state)))
        .register(registry);
  }

  /**
   * Starts traces and admin server. Blocks until the address is bound.
   *
   * @param endpoint null: there is no admin server
   * @throws IOException naming the address, when it cannot be bound
   */
  public void start(@Nullable AdminEndpoint endpoint, @Nullable TracingSettings tracing)
      throws IOException {
    if (endpoint != null) {
      admin =
          AdminServer.start(
              endpoint.address(),
              endpoint.allowRemote() ? RequestGuard.anyName() : RequestGuard.addressesOnly(),
              List.of(
                  AdminPage.readOnly("/healthz", request -> health()),
                  AdminPage.metrics(registry)));
    }
    traces.use(tracing);
  }

  private static AdminResponse health() {
    return AdminResponse.json(
        AdminResponse.OK,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("status", "up");
          json.writeStringProperty("reason", "the process runs");
          json.writeEndObject();
        });
  }

  /** The address of the admin server; null when there is none. */
  public @Nullable InetSocketAddress adminAddress() {
    return admin == null ? null : admin.address();
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close();
    }
    traces.close();
  }
}
