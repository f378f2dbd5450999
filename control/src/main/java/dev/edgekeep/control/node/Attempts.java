package dev.edgekeep.control.node;

import dev.edgekeep.fleet.nats.FeedException;
import org.jspecify.annotations.Nullable;

/** Several pieces of work, each of which is done although another one failed. One thread. */
final class Attempts {
  private @Nullable Exception first;

  /** Work that the message server or the database may refuse for now. */
  interface Work {
    void run() throws FeedException, InterruptedException;
  }

  void run(Work work) throws InterruptedException {
    try {
      work.run();
    } catch (FeedException | RuntimeException e) {
      if (first == null) {
        first = e;
      } else if (!first.equals(e)) {
        first.addSuppressed(e);
      }
    }
  }

  /** Throws the first failure, if there was any. */
  void check() throws FeedException {
    switch (first) {
      case FeedException e -> throw e;
      case RuntimeException e -> throw e;
      case null, default -> {}
    }
  }
}
