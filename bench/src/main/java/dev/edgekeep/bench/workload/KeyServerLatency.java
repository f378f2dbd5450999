package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures the duration of signatures when the key server is half busy. */
final class KeyServerLatency implements Workload {
  @Override
  public String name() {
    return "keyserver-latency";
  }

  @Override
  public String summary() {
    return "latency of a key server's signatures at half of its peak rate";
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    List<Lane> lanes = new ArrayList<>();
    for (SigningKey key : SigningKey.values()) {
      SigningRun run = new SigningRun(bed, bed.keyServer(), key);
      run.atPeak(bed.effort().warmUp());
      double rate = run.atPeak(bed.effort().round()).unitsPerSecond() / 2;
      lanes.add(new Lane(run, rate, new ArrayList<>()));
    }
    for (int round = 0; round < bed.effort().rounds(); round++) {
      for (Lane lane : lanes) {
        lane.rounds.add(lane.run.atRate(lane.perSecond, bed.effort().round()));
      }
    }
    return new Table(
        name() + ": " + summary(),
        List.of("key", "p50 ms", "p99 ms", "signatures/s", "processor µs/signature"),
        lanes.stream().map(Lane::row).toList(),
        List.of("At random times; a request that has to wait is counted from when it was due."));
  }

  /** The measurements with one key type. */
  private record Lane(SigningRun run, double perSecond, List<Round> rounds) {
    List<String> row() {
      return List.of(
          run.key().label(),
          Figures.of(Round.spread(rounds, Round::medianMillis)),
          Figures.of(Round.spread(rounds, Round::p99Millis)),
          Figures.of(Round.spread(rounds, Round::unitsPerSecond)),
          Figures.of(Round.spread(rounds, Round::processorMicros)));
    }
  }
}
