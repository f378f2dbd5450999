package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.rules.CountryLookup;
import dev.edgekeep.edge.rules.RuleBook;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The inputs of decisions about requests. Immutable; the suppliers return the current values, from
 * any thread, without blocking.
 *
 * @param httpsPort the port that plaintext requests are redirected to
 * @param certificatePages the limit of requests for the page with the client's certificate
 */
public record RequestPolicy(
    Supplier<HostTable> hosts,
    Supplier<RuleBook> rules,
    CountryLookup countries,
    IntSupplier httpsPort,
    InstantSource clock,
    ClientRate certificatePages) {
  /** So often a client network may look at its certificate in a minute. */
  private static final int PAGES_PER_MINUTE = 30;

  public RequestPolicy(
      Supplier<HostTable> hosts,
      Supplier<RuleBook> rules,
      CountryLookup countries,
      IntSupplier httpsPort,
      InstantSource clock) {
    this(hosts, rules, countries, httpsPort, clock, new ClientRate(PAGES_PER_MINUTE));
  }
}
