package dev.edgekeep.keyserver.pkcs11;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sessions with one token, each for one thread at a time. They are opened when first needed, and
 * kept. Any thread; waits for a session no longer than its limit.
 */
final class SessionPool {
  private final Cryptoki cryptoki;
  private final long slot;
  private final int size;
  private final long waitNanos;
  private final Semaphore free;
  private final Deque<Long> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  SessionPool(Cryptoki cryptoki, long slot, int size, Duration wait) {
    this.cryptoki = cryptoki;
    this.slot = slot;
    this.size = size;
    this.waitNanos = wait.toNanos();
    this.free = new Semaphore(size, true);
  }

  /** Calls in a session. */
  interface Use<T> {
    T with(long session) throws Pkcs11Exception;
  }

  /** Makes calls in a session. A session in which one failed is not used again. */
  <T> T use(Use<T> use) throws Pkcs11Exception {
    acquire();
    try {
      Long known = idle.poll();
      long session = known != null ? known : cryptoki.openSession(slot);
      T result;
      try {
        result = use.with(session);
      } catch (Pkcs11Exception | RuntimeException e) {
        cryptoki.closeSession(session);
        throw e;
      }
      giveBack(session);
      return result;
    } finally {
      free.release();
    }
  }

  private void giveBack(long session) {
    if (closed) {
      cryptoki.closeSession(session);
    } else {
      idle.push(session);
    }
  }

  private void acquire() throws Pkcs11Exception {
    try {
      if (!free.tryAcquire(waitNanos, TimeUnit.NANOSECONDS)) {
        throw new Pkcs11Exception("all %d sessions with the token are busy".formatted(size));
      }
      if (closed) {
        free.release();
        throw new Pkcs11Exception("the session was closed", ReturnValue.CKR_SESSION_CLOSED);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Pkcs11Exception("interrupted while waiting for a session");
    }
  }

  /**
   * Closes the sessions, and opens no others. Sessions in use are closed after their call.
   *
   * @param limit of the wait for them
   */
  void close(Duration limit) {
    closed = true;
    waitForAll(limit);
    for (Long session = idle.poll(); session != null; session = idle.poll()) {
      cryptoki.closeSession(session);
    }
  }

  private void waitForAll(Duration limit) {
    try {
      if (free.tryAcquire(size, limit.toNanos(), TimeUnit.NANOSECONDS)) {
        free.release(size); // for those that wait, to see that it is closed
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
