package dev.edgekeep.edge.metrics;

import static java.util.Objects.requireNonNull;

import dev.edgekeep.daemon.logging.LogWriter;
import dev.edgekeep.daemon.metrics.DurationHistogram;
import dev.edgekeep.daemon.metrics.Expiries;
import dev.edgekeep.daemon.metrics.ExpiryMetrics;
import dev.edgekeep.daemon.metrics.LazyCounter;
import dev.edgekeep.daemon.metrics.ProcessMetrics;
import dev.edgekeep.daemon.metrics.Reasons;
import dev.edgekeep.edge.revocation.RevocationView;
import dev.edgekeep.x509.path.Verdict;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The node's metrics, in a Prometheus registry. The counters of every handshake and request are in
 * arrays: no look-up by label, no allocation.
 */
public final class PrometheusMetrics implements EdgeMetrics {
  private static final long[] HANDSHAKE_BOUNDS =
      micros(
          500,
          1_000,
          2_000,
          5_000,
          10_000,
          20_000,
          50_000,
          100_000,
          200_000,
          500_000,
          1_000_000,
          2_000_000,
          5_000_000,
          10_000_000);
  private static final long[] REQUEST_BOUNDS =
      micros(
          500,
          1_000,
          2_500,
          5_000,
          10_000,
          25_000,
          50_000,
          100_000,
          250_000,
          500_000,
          1_000_000,
          2_500_000,
          5_000_000,
          10_000_000,
          30_000_000);
  private static final int MOST_RULES = 1_000;
  private static final String[] VERSIONS = {"TLSv1.2", "TLSv1.3", "other"};
  private static final String[] PROTOCOLS = {"HTTP/1.1", "HTTP/2", "HTTP/1.0", "other"};
  private static final String[] STATUSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

  private final PrometheusRegistry registry;
  private final Gauge connections;
  private final Counter connectionsOpened;
  private final Counter handshakes;
  private final DurationHistogram handshakeSeconds;
  private final Reasons handshakesRefused;
  private final Counter requests;
  private final DurationHistogram requestSeconds;
  private final Reasons requestsRefused;
  private final Gauge tunnels;
  private final CounterDataPoint originConnected;
  private final CounterDataPoint originFailed;
  private final KeyServerCounters keyServers;
  private final Counter snapshotsRefused;
  private final Gauge snapshotLoaded;
  private final Gauge snapshotHosts;

  /** By version; full handshakes before resumed ones. */
  private final List<Map<Verdict, LazyCounter>> handshakeCounters;

  /** By protocol, then by status class. */
  private final List<LazyCounter> requestCounters;

  public PrometheusMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    connections = gauge("edgekeep_connections", "Client connections that are open");
    connectionsOpened = counter("edgekeep_connections_opened", "Client connections accepted");
    handshakes =
        counter("edgekeep_handshakes", "TLS handshakes completed", "version", "resumed", "verdict");
    handshakeSeconds =
        histogram(
            "edgekeep_handshake_seconds",
            "Time from the ClientHello to the end of the handshake",
            HANDSHAKE_BOUNDS);
    handshakesRefused =
        new Reasons(counter("edgekeep_handshakes_refused", "TLS handshakes that failed", "reason"));
    requests = counter("edgekeep_requests", "Requests that have ended", "protocol", "status");
    requestSeconds =
        histogram(
            "edgekeep_request_seconds",
            "Time from a request's head to the end of its response",
            REQUEST_BOUNDS);
    requestsRefused =
        new Reasons(
            counter("edgekeep_requests_refused", "Requests refused by the edge itself", "reason"));
    tunnels = gauge("edgekeep_tunnels", "WebSockets that are open");
    Counter originConnects =
        counter("edgekeep_origin_connects", "Connections to origins, by how they ended", "result");
    originConnected = originConnects.labelValues("connected");
    originFailed = originConnects.labelValues("failed");
    keyServers = new KeyServerCounters(registry);
    snapshotsRefused =
        counter("edgekeep_snapshots_refused", "Snapshots that were not taken: something was wrong");
    snapshotLoaded =
        gauge("edgekeep_snapshot_loaded_timestamp_seconds", "When the snapshot in force was taken");
    snapshotHosts = gauge("edgekeep_snapshot_hosts", "Hosts in the snapshot in force");
    handshakeCounters =
        Stream.of(VERSIONS)
            .flatMap(version -> Stream.of(byVerdict(version, false), byVerdict(version, true)))
            .toList();
    requestCounters =
        Stream.of(PROTOCOLS)
            .flatMap(protocol ->
                Stream.of(STATUSES).map(status -> new LazyCounter(requests, protocol, status)))
            .toList();
    ProcessMetrics.register(registry);
  }

  private Map<Verdict, LazyCounter> byVerdict(String version, boolean resumed) {
    Map<Verdict, LazyCounter> counters = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      String[] labels = {version, Boolean.toString(resumed), verdict.label()};
      counters.put(verdict, new LazyCounter(handshakes, labels));
    }
    return counters;
  }

  /** Registers {@code edgekeep_build_info}. */
  public void build(String version) {
    Info.builder()
        .name("edgekeep_build_info")
        .help("What this node runs")
        .labelNames("version", "java")
        .register(registry)
        .setLabelValues(version, Runtime.version().toString());
  }

  /** Registers the counter of the lines that these logs dropped. Once at most. */
  public void logs(List<LogWriter> logs) {
    CounterWithCallback.builder()
        .name("edgekeep_log_lines_dropped")
        .help("Log lines lost: the log could not keep up")
        .labelNames("log")
        .callback(sample -> logs.forEach(log -> sample.call((double) log.dropped(), log.name())))
        .register(registry);
  }

  /**
   * Registers the counter of matches by rule; rules beyond the first {@value #MOST_RULES} count
   * together as {@code other}. Once at most.
   */
  public void rules(Supplier<Map<String, Long>> matches) {
    CounterWithCallback.builder()
        .name("edgekeep_rule_matches")
        .help("Requests that the expression of a rule was true of")
        .labelNames("rule")
        .callback(sample ->
            bounded(matches.get()).forEach((rule, count) -> sample.call((double) count, rule)))
        .register(registry);
  }

  /** Registers the metrics of revocation status from elsewhere. Once at most. */
  public void revocation(RevocationView view) {
    RevocationMetrics.register(registry, view);
  }

  /** Registers the metrics of what ends. Once at most. */
  public void expiries(InstantSource clock, Consumer<Expiries> source) {
    ExpiryMetrics.register(registry, clock, source);
  }

  /** Registers the metrics of the servers of origins. Once at most. */
  public void origins(Supplier<List<OriginServerSample>> samples) {
    OriginCounters.register(registry, samples);
  }

  /** Registers the metrics of a node whose snapshots come from a feed. Once at most. */
  public void feed(Supplier<FeedState> feed) {
    gauge(
        "edgekeep_feed_connected",
        "Whether a message server is connected",
        () -> feed.get().connected() ? 1 : 0);
    gauge(
        "edgekeep_snapshot_stale",
        "Whether the snapshot in force may not be the newest",
        () -> feed.get().stale() == null ? 0 : 1);
    gauge(
        "edgekeep_snapshot_version",
        "The version of the snapshot in force",
        () -> feed.get().version());
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(sample -> sample.call(value.getAsDouble()))
        .register(registry);
  }

  private static Map<String, Long> bounded(Map<String, Long> matches) {
    Map<String, Long> bounded = new LinkedHashMap<>();
    matches.forEach((name, count) ->
        bounded.merge(bounded.size() < MOST_RULES ? name : "other", count, Long::sum));
    return bounded;
  }

  /**
   * The counters that the control plane draws, since the start of the process; those that are zero
   * are left out. Some hundred at most; not for event loops.
   */
  public Map<String, Long> totals() {
    return TrafficTotals.of(registry);
  }

  /** A snapshot was put in force at {@code now}. */
  public void snapshotApplied(Instant now, int hosts) {
    snapshotLoaded.set(now.toEpochMilli() / 1e3);
    snapshotHosts.set(hosts);
  }

  /** A snapshot was refused; the one before stays. */
  public void snapshotRefused() {
    snapshotsRefused.inc();
  }

  @Override
  public void connectionOpened() {
    connections.inc();
    connectionsOpened.inc();
  }

  @Override
  public void connectionClosed() {
    connections.dec();
  }

  @Override
  public void handshakeCompleted(String tlsVersion, boolean resumed, Verdict verdict, long nanos) {
    handshakeSeconds.observe(nanos);
    int index = indexOf(VERSIONS, tlsVersion) * 2 + (resumed ? 1 : 0);
    requireNonNull(handshakeCounters.get(index).get(verdict)).increment();
  }

  @Override
  public void handshakeRefused(String reason) {
    handshakesRefused.count(reason);
  }

  @Override
  public void requestCompleted(String protocol, int status, long nanos) {
    requestSeconds.observe(nanos);
    int statusIndex = status >= 100 && status < 600 ? status / 100 : 0;
    requestCounters.get(indexOf(PROTOCOLS, protocol) * STATUSES.length + statusIndex).increment();
  }

  @Override
  public void requestRefused(String reason) {
    requestsRefused.count(reason);
  }

  @Override
  public void tunnelOpened() {
    tunnels.inc();
  }

  @Override
  public void tunnelClosed() {
    tunnels.dec();
  }

  @Override
  public void originConnect(boolean success) {
    (success ? originConnected : originFailed).inc();
  }

  @Override
  public KeyServerMetrics keyServer(String name) {
    return keyServers.of(name);
  }

  /** The index of {@code value}; the last index for an unknown value. */
  private static int indexOf(String[] known, String value) {
    int index = 0;
    while (index < known.length - 1 && !known[index].equals(value)) {
      index++;
    }
    return index;
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private Gauge gauge(String name, String help) {
    return Gauge.builder().name(name).help(help).withoutExemplars().register(registry);
  }

  private DurationHistogram histogram(String name, String help, long[] upperNanos) {
    DurationHistogram histogram = new DurationHistogram(name, help, upperNanos);
    registry.register(histogram);
    return histogram;
  }

  /** Microseconds in nanoseconds. */
  static long[] micros(long... bounds) {
    return LongStream.of(bounds).map(TimeUnit.MICROSECONDS::toNanos).toArray();
  }
}
