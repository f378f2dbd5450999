package dev.edgekeep.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.metrics.Expiry.Kind;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The gauges of what ends, whose number is bounded. */
class ExpiryMetricsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

  @Test
  void eachThingHasAGaugeAndEachKindItsFirst() {
    List<String> page =
        page(all -> {
          all.add(Kind.CLIENT_CA, "partners", "0a", after(40));
          all.add(Kind.CLIENT_CA, "partners", "0b", after(5));
          all.add(Kind.IDENTITY, "API", "0c", after(-1));
        });
    assertThat(page)
        .contains(
            gauge(
                "edgekeep_expiry_timestamp_seconds{id=\"0a\",kind=\"client-ca\",name=\"partners\"}",
                40),
            gauge(
                "edgekeep_expiry_timestamp_seconds{id=\"0c\",kind=\"identity\",name=\"API\"}", -1),
            gauge("edgekeep_expiry_first_timestamp_seconds{kind=\"client-ca\"}", 5),
            gauge("edgekeep_expiry_first_timestamp_seconds{kind=\"identity\"}", -1),
            "edgekeep_expiring{days=\"1\",kind=\"client-ca\"} 0.0",
            "edgekeep_expiring{days=\"7\",kind=\"client-ca\"} 1.0",
            "edgekeep_expiring{days=\"30\",kind=\"client-ca\"} 1.0",
            "edgekeep_expiring{days=\"0\",kind=\"identity\"} 1.0");
  }

  @Test
  void ofManyThoseThatEndFirstHaveGaugesAndAllAreCounted() {
    int many = 100_000;
    List<String> page =
        page(all -> {
          for (int i = 0; i < many; i++) {
            // Not in the order of their ends.
            int day = (int) (i * 7_919L % many) + 1;
            all.add(Kind.SERVER_CERTIFICATE, "h" + day, Integer.toHexString(day), after(day));
          }
        });
    List<String> each =
        page.stream().filter(line -> line.startsWith("edgekeep_expiry_timestamp_seconds")).toList();
    assertThat(each).hasSize(Expiries.MOST);
    assertThat(each).anyMatch(line -> line.contains("name=\"h1\""));
    assertThat(each).anyMatch(line -> line.contains("name=\"h%d\"".formatted(Expiries.MOST)));
    assertThat(page)
        .contains(
            gauge("edgekeep_expiry_first_timestamp_seconds{kind=\"server-certificate\"}", 1),
            "edgekeep_expiring{days=\"30\",kind=\"server-certificate\"} 30.0");
  }

  @Test
  void whatIsOnlyCountedHasNoGaugeOfItsOwn() {
    List<String> page = page(all -> all.count(Kind.CLIENT_CERTIFICATE, after(3), 12));
    assertThat(page)
        .contains("edgekeep_expiring{days=\"7\",kind=\"client-certificate\"} 12.0")
        .noneMatch(line -> line.startsWith("edgekeep_expiry_timestamp_seconds"));
  }

  @Test
  void twoThingsWithTheSameLabelsDoNotBreakTheScrape() {
    List<String> page =
        page(all -> {
          all.add(Kind.REVOCATION_LIST, "partners", "CN=CA", after(2));
          all.add(Kind.REVOCATION_LIST, "partners", "CN=CA", after(1));
        });
    assertThat(page.stream().filter(line -> line.startsWith("edgekeep_expiry_timestamp")))
        .hasSize(1);
  }

  private static Instant after(int days) {
    return NOW.plus(Duration.ofDays(days));
  }

  private static String gauge(String name, int days) {
    return name + " " + after(days).getEpochSecond() + ".0";
  }

  private static List<String> page(Consumer<Expiries> source) {
    PrometheusRegistry registry = new PrometheusRegistry();
    ExpiryMetrics.register(registry, () -> NOW, source);
    return PrometheusTextFormatWriter.create()
        .toDebugString(registry.scrape())
        .lines()
        .map(ExpiryMetricsTest::plain)
        .toList();
  }

  /** Without the exponent of a large number. */
  private static String plain(String line) {
    int space = line.lastIndexOf(' ');
    return line.startsWith("#") || !line.contains("E")
        ? line
        : line.substring(0, space + 1)
            + (long) Double.parseDouble(line.substring(space + 1))
            + ".0";
  }
}
