package dev.edgekeep.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a host's exchanges, apart from what the origin learns about the client.
 *
 * @param compression null: responses are sent as the origin encoded them
 */
public record ExchangePolicy(HostLimits limits, @Nullable Compression compression) {
  public static final ExchangePolicy DEFAULT = new ExchangePolicy(HostLimits.DEFAULT, null);

  /** The same policy with other limits. */
  public ExchangePolicy withLimits(HostLimits others) {
    return new ExchangePolicy(others, compression);
  }

  /** The same policy with another compression. */
  public ExchangePolicy withCompression(@Nullable Compression other) {
    return new ExchangePolicy(limits, other);
  }
}
