package dev.edgekeep.keyserver.training;

import dev.edgekeep.keyserver.check.CheckReport;
import dev.edgekeep.keyserver.check.KeyServerCheck;
import dev.edgekeep.keyserver.check.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The load of a training: an edge that requests every operation repeatedly, and a metrics scrape.
 */
final class TrainingLoad {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final TrainingFiles files;
  private final InetSocketAddress address;
  private final @Nullable InetSocketAddress admin;

  TrainingLoad(TrainingFiles files, InetSocketAddress address, @Nullable InetSocketAddress admin) {
    this.files = files;
    this.address = address;
    this.admin = admin;
  }

  /**
   * Blocks.
   *
   * @throws IOException when something did not work, so that nothing is learnt from it
   */
  void run(int seconds) throws IOException {
    KeyServerCheck check = new KeyServerCheck(InstantSource.system());
    List<KeyServerCheck.Plan> plans =
        List.of(new KeyServerCheck.Plan(List.of(target()), files.hosts()));
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    do {
      CheckReport report = check.run(plans);
      if (report.status() != CheckReport.WORKS) {
        throw new IOException("the training failed: " + report);
      }
    } while (System.nanoTime() < end);
    if (admin != null) {
      readMetrics(admin);
    }
  }

  private Target target() {
    return new Target(
        "127.0.0.1",
        address.getPort(),
        files.identity(),
        files.identity().chain(),
        "127.0.0.1",
        TIMEOUT);
  }

  private static void readMetrics(InetSocketAddress admin) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + admin.getPort() + "/metrics");
    try (InputStream in = uri.toURL().openStream()) {
      in.readAllBytes();
    }
  }
}
