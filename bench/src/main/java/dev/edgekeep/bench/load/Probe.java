package dev.edgekeep.bench.load;

import java.io.IOException;
import java.time.Duration;

/** Sends requests to a starting server until it responds. */
public final class Probe {
  private static final Duration ONE_ATTEMPT = Duration.ofSeconds(5);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(2);

  private Probe() {}

  /** Checks that the server may still start; otherwise throws an exception. */
  public interface Hope {
    void check() throws IOException;
  }

  /**
   * Returns when a request over mutual TLS has been answered.
   *
   * @throws IOException if there was no response in time
   */
  public static void awaitAnswer(Connector connector, Duration within, Hope hope)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      try (Connections _ = Connections.open(connector, 1, ONE_ATTEMPT)) {
        return;
      } catch (IOException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("no answer after " + within, e);
        }
        hope.check();
        Thread.sleep(BETWEEN_ATTEMPTS);
      }
    }
  }
}
