package dev.edgekeep.edge.metrics;

import dev.edgekeep.daemon.metrics.Durations;
import dev.edgekeep.daemon.metrics.LabelledDurations;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The metrics of all key servers; those of one are looked up once, when it is configured. */
final class KeyServerCounters {
  private static final String KEY_SERVER = "key_server";
  private static final String ADDRESS = "address";
  private static final long[] BOUNDS =
      PrometheusMetrics.micros(
          250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000,
          1_000_000, 2_000_000, 5_000_000);

  private final Counter operations;
  private final LabelledDurations seconds;
  private final Gauge up;
  private final Counter connects;
  private final Counter failovers;
  private final Counter failures;
  private final ConcurrentHashMap<String, One> byName = new ConcurrentHashMap<>();

  KeyServerCounters(PrometheusRegistry registry) {
    operations =
        counter(
            registry,
            "edgekeep_key_operations",
            "Private-key operations asked of key servers, by how they ended",
            KEY_SERVER,
            "outcome");
    seconds =
        new LabelledDurations(
            "edgekeep_key_operation_seconds",
            "Time from asking a key server to its result, with all that was tried",
            KEY_SERVER,
            BOUNDS);
    registry.register(seconds);
    GaugeWithCallback.builder()
        .name("edgekeep_key_operations_in_flight")
        .help("Private-key operations that are being waited for")
        .labelNames(KEY_SERVER)
        .callback(
            sample -> byName.forEach((name, one) -> sample.call((double) one.waiting.sum(), name)))
        .register(registry);
    up =
        Gauge.builder()
            .name("edgekeep_key_server_up")
            .help("Whether a connection to this address answers, and with right results")
            .labelNames(KEY_SERVER, ADDRESS)
            .withoutExemplars()
            .register(registry);
    connects =
        counter(
            registry,
            "edgekeep_key_server_connects",
            "Connections to key servers, by how they ended",
            KEY_SERVER,
            ADDRESS,
            "result");
    failovers =
        counter(
            registry,
            "edgekeep_key_operation_failovers",
            "Operations that were asked of one more address of their key server",
            KEY_SERVER,
            "reason");
    failures =
        counter(
            registry,
            "edgekeep_key_server_failures",
            "Operations that an address was asked for and did not do",
            KEY_SERVER,
            ADDRESS,
            "reason");
  }

  KeyServerMetrics of(String name) {
    return byName.computeIfAbsent(name, One::new);
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private final class One implements KeyServerMetrics {
    private final String name;
    private final LongAdder waiting = new LongAdder();
    private final Durations durations;
    private final ConcurrentHashMap<String, CounterDataPoint> byOutcome = new ConcurrentHashMap<>();

    One(String name) {
      this.name = name;
      this.durations = seconds.of(name);
    }

    @Override
    public void operationBegun() {
      waiting.increment();
    }

    @Override
    public void operationEnded(String outcome, long nanos) {
      waiting.decrement();
      durations.observe(nanos);
      CounterDataPoint point = byOutcome.get(outcome);
      if (point == null) {
        point = byOutcome.computeIfAbsent(outcome, key -> operations.labelValues(name, key));
      }
      point.inc();
    }

    @Override
    public void failedOver(String reason) {
      failovers.labelValues(name, reason).inc();
    }

    @Override
    public void addressFailed(String address, String reason) {
      failures.labelValues(name, address, reason).inc();
    }

    @Override
    public void connect(String address, boolean success) {
      connects.labelValues(name, address, success ? "connected" : "failed").inc();
    }

    @Override
    public void up(String address, boolean isUp) {
      up.labelValues(name, address).set(isUp ? 1 : 0);
    }

    @Override
    public void forget(String address) {
      up.remove(name, address);
    }
  }
}
