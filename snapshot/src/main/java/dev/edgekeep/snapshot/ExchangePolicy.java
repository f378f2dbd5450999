package dev.edgekeep.snapshot;

/** Settings of a host's exchanges, apart from what the origin learns about the client. */
public record ExchangePolicy(HostLimits limits) {
  public static final ExchangePolicy DEFAULT = new ExchangePolicy(HostLimits.DEFAULT);

  /** The same policy with other limits. */
  public ExchangePolicy withLimits(HostLimits others) {
    return new ExchangePolicy(others);
  }
}
