package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.snapshot.CipherSuites;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference in {@code docs} says what the reader does. */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference", "configuration.md");

  @TempDir Path folder;

  @Test
  void itsExampleLoadsWithoutAWarning() throws IOException {
    String reference = Files.readString(REFERENCE);
    int start = reference.indexOf("```yaml\n") + "```yaml\n".length();
    String example = reference.substring(start, reference.indexOf("```", start));
    ReadResult result = new TestSite(folder).read(example);
    assertThat(result).isInstanceOf(Read.class);
    assertThat(((Read) result).warnings()).isEmpty();
    assertThat(((Read) result).snapshot().hosts()).hasSize(3);
  }

  @Test
  void itsLimitsAreTheBoundsAndDefaults() throws IOException {
    Limits defaults = Limits.DEFAULT;
    assertThat(Files.readString(REFERENCE))
        .contains(
            row(
                "handshakeTimeoutMillis",
                defaults.handshakeTimeout().toMillis(),
                Limits.HANDSHAKE_TIMEOUT_MILLIS),
            row(
                "requestHeaderTimeoutMillis",
                defaults.requestHeaderTimeout().toMillis(),
                Limits.REQUEST_HEADER_TIMEOUT_MILLIS),
            row("idleTimeoutMillis", defaults.idleTimeout().toMillis(), Limits.IDLE_TIMEOUT_MILLIS),
            row(
                "tunnelIdleTimeoutMillis",
                defaults.tunnelIdleTimeout().toMillis(),
                Limits.TUNNEL_IDLE_TIMEOUT_MILLIS),
            row(
                "drainTimeoutMillis",
                defaults.drainTimeout().toMillis(),
                Limits.DRAIN_TIMEOUT_MILLIS),
            row("headerBytes", defaults.headerBytes(), Limits.HEADER_BYTES),
            row("concurrentRequests", defaults.concurrentRequests(), Limits.CONCURRENT_REQUESTS),
            row(
                "maxConcurrentStreams",
                defaults.maxConcurrentStreams(),
                Limits.MAX_CONCURRENT_STREAMS),
            row("connections", defaults.connections(), Limits.CONNECTIONS),
            row(
                "connectionsPerAddress",
                defaults.connectionsPerAddress(),
                Limits.CONNECTIONS_PER_ADDRESS));
  }

  private static String row(String key, long byDefault, Bounds bounds) {
    return String.format(
        Locale.ROOT, "| `%s` | %d | %,d to %,d |", key, byDefault, bounds.min(), bounds.max());
  }

  @Test
  void itsCipherSuitesAreThoseThatCanBeChosen() {
    List<String> gcm = List.of("AES_128_GCM_SHA256", "AES_256_GCM_SHA384");
    assertThat(CipherSuites.known())
        .hasSize(14)
        .containsAll(gcm.stream().map(suite -> "TLS_RSA_WITH_" + suite).toList());
  }
}
