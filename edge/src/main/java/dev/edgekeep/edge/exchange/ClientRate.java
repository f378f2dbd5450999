package dev.edgekeep.edge.exchange;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A limit for each client network (an IPv4 address, the /64 of an IPv6 address) and minute.
 * Bounded: networks share 4,096 counters, so that one may be refused for another now and then. Any
 * thread.
 */
public final class ClientRate {
  private static final int SLOTS = 1 << 12;
  private static final int COUNT_BITS = 16;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
  private static final long MINUTE_MILLIS = 60_000;
  private static final int NETWORK_BYTES = 8;

  private final AtomicLongArray slots = new AtomicLongArray(SLOTS);
  private final int perMinute;

  /**
   * @param perMinute less than 65,535
   */
  public ClientRate(int perMinute) {
    this.perMinute = perMinute;
  }

  /** Counts a request; false when the network has made too many in this minute. */
  boolean admits(InetAddress client, long nowMillis) {
    byte[] address = client.getAddress();
    int hash =
        client instanceof Inet6Address
            ? Arrays.hashCode(Arrays.copyOf(address, NETWORK_BYTES))
            : Arrays.hashCode(address);
    int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
    long counted =
        slots.accumulateAndGet(slot, nowMillis / MINUTE_MILLIS, ClientRate::next) & COUNT_MASK;
    return counted <= perMinute;
  }

  private static long next(long had, long minute) {
    if (had >>> COUNT_BITS != minute) {
      return minute << COUNT_BITS | 1;
    }
    return (had & COUNT_MASK) == COUNT_MASK ? had : had + 1;
  }
}
