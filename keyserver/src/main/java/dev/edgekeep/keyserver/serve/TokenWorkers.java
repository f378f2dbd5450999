package dev.edgekeep.keyserver.serve;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Workers for keys on tokens, which may block. Each token has its own, so that a token that hangs
 * delays no key on another one. They stay when a token is removed, without work. Any thread.
 */
public final class TokenWorkers implements AutoCloseable {
  private final String name;
  private final int threads;
  private final ConcurrentMap<String, Workers> byToken = new ConcurrentHashMap<>();

  /**
   * @param name of the threads
   * @param threads the limit of threads for each token
   */
  public TokenWorkers(String name, int threads) {
    this.name = name;
    this.threads = threads;
  }

  /** The workers of a token, with turns of one operation each. */
  Workers of(String token) {
    return byToken.computeIfAbsent(token, first -> new Workers(name, threads, Duration.ZERO));
  }

  /** The number of operations that wait or are under way, of all tokens. */
  public int inFlight() {
    return byToken.values().stream().mapToInt(Workers::inFlight).sum();
  }

  /** Ends all threads, each after its operation; operations that wait are dropped. */
  @Override
  public void close() {
    byToken.values().forEach(Workers::close);
  }
}
