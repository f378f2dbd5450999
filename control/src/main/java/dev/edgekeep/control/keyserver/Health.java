package dev.edgekeep.control.keyserver;

import java.util.Locale;

/** The health of a key server. */
public enum Health {
  /** Every address answers in good time and has every key. */
  HEALTHY,
  /** Every key is at hand, but not at every address, or an address is slow. */
  DEGRADED,
  /** Some key, or every one, is at no address: handshakes that need it fail. */
  UNHEALTHY,
  /** It was not checked yet. */
  UNKNOWN;

  /** The spelling of the API. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
