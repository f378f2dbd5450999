package dev.edgekeep.control.keyserver;

import java.util.Locale;

/** Whether a key server would do its part. */
public enum Health {
  /** Every address answers in good time and has every key. */
  HEALTHY,
  /** Every key is at hand, but not at every address, or an address is slow. */
  DEGRADED,
  /** Some key, or every one, is at no address: handshakes that need it fail. */
  UNHEALTHY,
  /** It was not checked yet. */
  UNKNOWN;

  /** As the API spells it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
