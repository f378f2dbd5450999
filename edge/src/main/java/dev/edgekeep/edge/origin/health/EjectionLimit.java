package dev.edgekeep.edge.origin.health;

/** The number of ejected servers of one origin, and its limit. Any thread. */
public final class EjectionLimit {
  private final int servers;
  private int ejected;

  /**
   * @param servers all servers of the origin
   */
  public EjectionLimit(int servers) {
    this.servers = servers;
  }

  /**
   * Counts one more ejected server, if that keeps within {@code percent} of all; one of several may
   * always be ejected, unless the part is 0.
   */
  synchronized boolean tryTake(int percent) {
    boolean isFirstOfSeveral = ejected == 0 && servers > 1 && percent > 0;
    if (isFirstOfSeveral || (ejected + 1) * 100L <= (long) percent * servers) {
      ejected++;
      return true;
    }
    return false;
  }

  /** Counts one that was ejected before. */
  synchronized void take() {
    ejected++;
  }

  synchronized void release() {
    ejected--;
  }
}
