package dev.edgekeep.edge.origin;

import java.util.concurrent.Semaphore;

/** How many connections to all origins together a node may have. Any thread; does not block. */
final class Places {
  private final int most;
  private final Semaphore free;

  Places(int most) {
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** Takes a place, unless all are taken. */
  boolean tryTake() {
    return free.tryAcquire();
  }

  void giveBack() {
    free.release();
  }

  /** Whether less than half are free: then idle connections are not kept for one origin. */
  boolean areFew() {
    return 2L * free.availablePermits() < most;
  }
}
