package dev.edgekeep.daemon.signal;

import java.util.concurrent.CountDownLatch;

/** Waits for SIGTERM or SIGINT. A second one ends the process at once. */
public final class Termination {
  private final CountDownLatch told = new CountDownLatch(1);
  private final int statusAtOnce;

  private Termination(int statusAtOnce) {
    this.statusAtOnce = statusAtOnce;
  }

  /**
   * Handles the signals from now on.
   *
   * @param statusAtOnce the exit status when a second signal comes
   */
  public static Termination listen(int statusAtOnce) {
    Termination termination = new Termination(statusAtOnce);
    Signals.on("TERM", termination::tell);
    Signals.on("INT", termination::tell);
    return termination;
  }

  /** Blocks until the first signal. */
  public void await() {
    try {
      told.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell() {
    if (told.getCount() == 0) {
      Runtime.getRuntime().halt(statusAtOnce);
    }
    told.countDown();
  }
}
