package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The rounds of all servers, which took turns: A B A B. */
final class Turns {
  private final List<List<Round>> rounds;

  Turns(int servers) {
    this.rounds =
        IntStream.range(0, servers).<List<Round>>mapToObj(_ -> new ArrayList<>()).toList();
  }

  void add(int server, Round round) {
    rounds.get(server).add(round);
  }

  Spread spread(int server, ToDoubleFunction<Round> figure) {
    return Round.spread(rounds.get(server), figure);
  }

  /** The first server's figure divided by this one's, round by round. */
  Spread ratioOfFirst(int server, ToDoubleFunction<Round> figure) {
    List<Round> first = rounds.getFirst();
    List<Round> other = rounds.get(server);
    return Spread.of(
        IntStream.range(0, Math.min(first.size(), other.size()))
            .mapToObj(i -> figure.applyAsDouble(first.get(i)) / figure.applyAsDouble(other.get(i)))
            .toList());
  }
}
