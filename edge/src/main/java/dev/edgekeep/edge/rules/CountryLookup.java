package dev.edgekeep.edge.rules;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Where an address is. Any thread; never blocks. */
@FunctionalInterface
public interface CountryLookup {
  /** Knows nothing. */
  CountryLookup NONE = address -> null;

  /** The ISO 3166-1 code of a country in upper case; null when it is not known. */
  @Nullable String country(InetAddress address);
}
