package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.tracing.TracingSettings;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.key.KeySource;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a key server. Immutable.
 *
 * @param listen the address for edges; port 0 stands for a free port
 * @param admin the address of the admin server, on loopback; null for no admin server
 * @param identity the certificate and key of the key server
 * @param trust the edges that may connect
 * @param keys the sources of the keys
 * @param access the permissions of edges
 * @param threads the number of threads for keys of files; half as many serve connections
 * @param tracing null: no traces are recorded
 */
public record KeyServerConfig(
    InetSocketAddress listen,
    @Nullable InetSocketAddress admin,
    Identity identity,
    EdgeCas trust,
    List<KeySource> keys,
    AccessList access,
    Limits limits,
    Logs logs,
    int threads,
    @Nullable TracingSettings tracing) {
  public static final Bounds THREADS = new Bounds(1, 1_024);

  public KeyServerConfig {
    keys = List.copyOf(keys);
    THREADS.check("threads", threads);
    if (admin != null && !admin.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("the admin address %s is not loopback".formatted(admin));
    }
  }

  /** The number of processors. */
  public static int defaultThreads() {
    return (int) Math.min(THREADS.max(), Runtime.getRuntime().availableProcessors());
  }
}
