package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.key.KeySource;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a key server is told. Immutable.
 *
 * @param listen where edges connect; port 0 stands for a free one
 * @param admin where the admin server listens, on loopback; null: there is none
 * @param identity who the key server is to edges
 * @param trust who may connect
 * @param keys where the keys lie
 * @param access which edge may use which key
 * @param threads how many threads compute with keys of files, and half as many serve connections
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
    int threads) {
  public static final Bounds THREADS = new Bounds(1, 1_024);

  public KeyServerConfig {
    keys = List.copyOf(keys);
    THREADS.check("threads", threads);
    if (admin != null && !admin.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("the admin address %s is not loopback".formatted(admin));
    }
  }

  /** As many as there are processors. */
  public static int defaultThreads() {
    return (int) Math.min(THREADS.max(), Runtime.getRuntime().availableProcessors());
  }
}
