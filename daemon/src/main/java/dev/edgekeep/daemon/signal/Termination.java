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

  /** Returns whether the first signal has come. */
  public boolean isTold() {
    return told.getCount() == 0;
  }

  /** Ends the waiting, as a signal does. */
  public void end() {
    told.countDown();
  }

  private void tell() {
    if (told.getCount() == 0) {
      Runtime.getRuntime().halt(statusAtOnce);
    }
    told.countDown();
  }
}
