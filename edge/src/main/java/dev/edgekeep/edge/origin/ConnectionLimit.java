package dev.edgekeep.edge.origin;

import java.util.concurrent.Semaphore;

/** The limit of a node's connections to all origins together. Any thread; does not block. */
final class ConnectionLimit {
  private final int most;
  private final Semaphore free;

  ConnectionLimit(int most) {
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** Reserves a connection, unless the limit is reached. */
  boolean tryAcquire() {
    return free.tryAcquire();
  }

  void release() {
    free.release();
  }

  /** True if less than half are free: idle connections are then not kept for one origin. */
  boolean isNear() {
    return 2L * free.availablePermits() < most;
  }
}
