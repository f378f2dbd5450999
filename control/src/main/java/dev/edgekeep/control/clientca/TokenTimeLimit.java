package dev.edgekeep.control.clientca;

import dev.edgekeep.keyserver.pkcs11.Pkcs11Exception;
import dev.edgekeep.x509.signature.SigningException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Limits the time that callers wait for one token. A call into a PKCS#11 module cannot be
 * interrupted, so it runs on a separate thread, and the caller goes on without it. While calls
 * hang, others fail at once; from time to time one is let through. Any thread.
 */
final class TokenTimeLimit {
  static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int AT_ONCE = 8;

  /** With so many calls hanging, others fail at once. */
  private static final int HANGING = 2;

  private static final Duration TRIED_AGAIN = Duration.ofSeconds(10);

  private final Semaphore free = new Semaphore(AT_ONCE, true);
  private int hanging;
  private long tried;

  /** A call into the module, on a separate thread. */
  private final class Operation<T> extends FutureTask<T> {
    private boolean isHanging;
    private boolean hasEnded;

    Operation(Callable<T> call) {
      super(call);
    }

    @Override
    public void run() {
      try {
        super.run();
      } finally {
        hasEnded();
      }
    }

    private void hasEnded() {
      synchronized (TokenTimeLimit.this) {
        hasEnded = true;
        hanging -= isHanging ? 1 : 0;
      }
      free.release();
    }

    private void hangs() {
      synchronized (TokenTimeLimit.this) {
        if (!hasEnded) {
          isHanging = true;
          hanging++;
          tried = System.nanoTime();
        }
      }
    }
  }

  /**
   * Runs a call. Blocks for at most {@link #LIMIT}.
   *
   * @throws SigningException when the token fails, or does not answer in time
   */
  <T> T within(Callable<T> call) throws SigningException {
    requireAnswering();
    long end = System.nanoTime() + LIMIT.toNanos();
    Operation<T> operation = new Operation<>(call);
    try {
      if (!free.tryAcquire(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SigningException(
            "%d operations of the token are under way, and none ends".formatted(AT_ONCE));
      }
      Thread.ofPlatform().daemon().name("client-ca-token").start(operation);
      return operation.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      operation.hangs();
      throw new SigningException(
          "the token has not answered within %,d ms".formatted(LIMIT.toMillis()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SigningException("interrupted while the token was waited for", e);
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  private synchronized void requireAnswering() throws SigningException {
    if (hanging < HANGING) {
      return;
    }
    boolean isTrial = System.nanoTime() - tried >= TRIED_AGAIN.toNanos();
    if (!isTrial || free.availablePermits() == 0) {
      throw new SigningException(
          "the token does not answer: %d operations have not ended".formatted(hanging));
    }
    tried = System.nanoTime();
  }

  private static SigningException cause(ExecutionException e) {
    return switch (e.getCause()) {
      case SigningException failure -> failure;
      case Pkcs11Exception failure ->
          new SigningException(String.valueOf(failure.getMessage()), failure);
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      case null, default -> new SigningException("the token failed", e);
    };
  }
}
