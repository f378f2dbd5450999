package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.measure.Spread;
import dev.edgekeep.bench.peers.OpensslSpeed;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Measures a key server at its limit, in turns with {@code openssl speed} on the same core. */
record KeyServerSignatures(String name, SigningKey key) implements Workload {
  private static final double MICROS_PER_SECOND = 1e6;

  @Override
  public String summary() {
    return "%s signatures by a key server, beside openssl speed".formatted(key.label());
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    Optional<OpensslSpeed> openssl = OpensslSpeed.find();
    SigningRun load = new SigningRun(bed, bed.keyServer(), key);
    load.atPeak(bed.effort().warmUp());
    List<Round> rounds = new ArrayList<>();
    List<Double> opensslMicros = new ArrayList<>();
    for (int round = 0; round < bed.effort().rounds(); round++) {
      rounds.add(load.atPeak(bed.effort().round()));
      if (openssl.isPresent()) {
        opensslMicros.add(micros(openssl.get(), bed));
      }
    }
    return table(rounds, opensslMicros, notes(openssl));
  }

  private double micros(OpensslSpeed openssl, Testbed bed)
      throws IOException, InterruptedException {
    Duration time = bed.effort().round();
    int core = bed.place().cores().server();
    return MICROS_PER_SECOND / openssl.signaturesPerSecond(key.openssl(), core, time);
  }

  private static List<String> notes(Optional<OpensslSpeed> openssl)
      throws IOException, InterruptedException {
    String load =
        "%d connections, %d requests under way on each."
            .formatted(SigningRun.CONNECTIONS, SigningRun.AT_ONCE);
    return openssl.isPresent()
        ? List.of(load, "openssl speed is that of %s.".formatted(openssl.get().version()))
        : List.of(load, "openssl is not installed (Debian: apt-get install openssl): no ratio.");
  }

  private Table table(List<Round> rounds, List<Double> opensslMicros, List<String> notes) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(rounds, opensslMicros));
    if (!opensslMicros.isEmpty()) {
      rows.add(opensslRow(opensslMicros));
    }
    return new Table(
        name + ": " + summary(),
        List.of(
            "who signs",
            "processor µs/signature",
            "signatures a processor second ÷ openssl's",
            "signatures/s",
            "p50 ms",
            "p99 ms",
            "resident MiB"),
        rows,
        notes);
  }

  private static List<String> row(List<Round> rounds, List<Double> opensslMicros) {
    return List.of(
        "key server",
        Figures.of(Round.spread(rounds, Round::processorMicros)),
        opensslMicros.isEmpty() ? Figures.NONE : Figures.of(share(rounds, opensslMicros)),
        Figures.of(Round.spread(rounds, Round::unitsPerSecond)),
        Figures.of(Round.spread(rounds, Round::medianMillis)),
        Figures.of(Round.spread(rounds, Round::p99Millis)),
        Figures.of(Round.spread(rounds, Round::residentMebibytes)));
  }

  /** The ratio, round by round. */
  private static Spread share(List<Round> rounds, List<Double> opensslMicros) {
    return Spread.of(
        IntStream.range(0, rounds.size())
            .mapToObj(i -> opensslMicros.get(i) / rounds.get(i).processorMicros())
            .toList());
  }

  private static List<String> opensslRow(List<Double> micros) {
    Spread perSecond = Spread.of(micros.stream().map(each -> MICROS_PER_SECOND / each).toList());
    return List.of(
        "openssl speed",
        Figures.of(Spread.of(micros)),
        Figures.NONE,
        Figures.of(perSecond),
        Figures.NONE,
        Figures.NONE,
        Figures.NONE);
  }
}
