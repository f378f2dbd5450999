package dev.edgekeep.edge.listen;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the open connections, in total and by client address. Any thread. */
final class ConnectionLimits {
  private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
  private final AtomicInteger all = new AtomicInteger();

  /** The result of asking for one more connection. */
  enum Admission {
    ADMITTED,
    TOO_MANY,
    TOO_MANY_FROM_ADDRESS
  }

  /**
   * Counts one more connection, unless that is above a limit. The caller {@link #release}s every
   * connection that was {@code ADMITTED}.
   */
  Admission admit(InetAddress address, int most, int mostPerAddress) {
    if (all.incrementAndGet() > most) {
      all.decrementAndGet();
      return Admission.TOO_MANY;
    }
    int ofAddress = byAddress.merge(address, 1, Integer::sum);
    if (ofAddress > mostPerAddress) {
      release(address);
      return Admission.TOO_MANY_FROM_ADDRESS;
    }
    return Admission.ADMITTED;
  }

  /**
   * Counts an open connection for another address, which has turned out to be its client's.
   *
   * @return false when that is above the limit: then the connection is still counted at {@code
   *     from}
   */
  boolean move(InetAddress from, InetAddress to, int mostPerAddress) {
    if (from.equals(to)) {
      return true;
    }
    if (byAddress.merge(to, 1, Integer::sum) > mostPerAddress) {
      uncount(to);
      return false;
    }
    uncount(from);
    return true;
  }

  void release(InetAddress address) {
    all.decrementAndGet();
    uncount(address);
  }

  private void uncount(InetAddress address) {
    byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  int open() {
    return all.get();
  }
}
