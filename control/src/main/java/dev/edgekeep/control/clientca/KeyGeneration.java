package dev.edgekeep.control.clientca;

import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.x509.issue.KeyKind;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Generates key pairs for client certificates. An RSA key keeps a processor busy for seconds, so
 * these are generated on a few platform threads, some of an account at once. Any thread; blocks.
 */
final class KeyGeneration {
  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  private static final int WAITING = 32;
  private static final int OF_ACCOUNT = 16;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final SecureRandom random;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("key-generation-", 1).factory());

  KeyGeneration(SecureRandom random) {
    this.random = random;
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * A new pair.
   *
   * @throws DomainException when too many are being generated
   */
  KeyPair generate(String accountId, KeyKind kind) {
    return switch (kind) {
      case RSA_2048, RSA_4096 -> inTurn(accountId, kind);
      default -> kind.generate(random);
    };
  }

  private KeyPair inTurn(String accountId, KeyKind kind) {
    if (underWay.merge(accountId, 1, Integer::sum) > OF_ACCOUNT) {
      release(accountId);
      throw DomainException.tooMany(
          "%d keys of this account are being generated; wait for one".formatted(OF_ACCOUNT), AGAIN);
    }
    FutureTask<KeyPair> task = new FutureTask<>(() -> kind.generate(random));
    try {
      threads.execute(task);
      return task.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException | TimeoutException e) {
      throw DomainException.busy(
          "too many keys are being generated; send the public half instead", AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.busy("the control plane is ending", AGAIN);
    } catch (ExecutionException e) {
      throw new IllegalStateException("no key can be generated", e.getCause());
    } finally {
      boolean _ = task.cancel(true);
      boolean _ = threads.remove(task);
      release(accountId);
    }
  }

  private void release(String accountId) {
    underWay.computeIfPresent(accountId, (id, count) -> count == 1 ? null : count - 1);
  }
}
