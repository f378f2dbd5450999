package dev.edgekeep.edge.rules;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Finds the country of an address. Any thread; never blocks. */
@FunctionalInterface
public interface CountryLookup {
  /** Knows no country. */
  CountryLookup NONE = address -> null;

  /** The ISO 3166-1 code of a country in upper case; null when it is unknown. */
  @Nullable String country(InetAddress address);
}
