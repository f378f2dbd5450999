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
 * Limits the time that is waited for a token. A call of a module cannot be broken off: it has a
 * thread of its own, and whoever waits goes on without it. Any thread.
 */
final class TokenTime {
  static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int AT_ONCE = 8;

  private final Semaphore free = new Semaphore(AT_ONCE, true);

  /**
   * @throws SigningException when the token fails, or does not answer in time
   */
  <T> T within(Callable<T> operation) throws SigningException {
    long end = System.nanoTime() + LIMIT.toNanos();
    try {
      if (!free.tryAcquire(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SigningException(
            "%d operations of the token are under way, and none ends".formatted(AT_ONCE));
      }
      FutureTask<T> task = new FutureTask<>(operation);
      Thread.ofPlatform()
          .daemon()
          .name("client-ca-token")
          .start(() -> {
            try {
              task.run();
            } finally {
              free.release();
            }
          });
      return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SigningException(
          "the token has not answered within %,d ms".formatted(LIMIT.toMillis()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SigningException("interrupted while the token was waited for", e);
    } catch (ExecutionException e) {
      throw cause(e);
    }
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
