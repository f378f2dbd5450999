package dev.edgekeep.cli.api;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal that a command is waiting, once that takes a while. */
final class Progress implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(700);
  private static final String ERASE = "\r\033[K";

  private final PrintWriter err;
  private final Thread thread;
  private boolean shown;
  private boolean over;

  private Progress(PrintWriter err, @Nullable String what) {
    this.err = err;
    this.thread = Thread.ofVirtual().unstarted(() -> show(what));
  }

  /**
   * Starts to wait; without a terminal nothing is shown.
   *
   * @param what the text to show; null: none
   */
  static Progress start(PrintWriter err, @Nullable String what) {
    Progress progress = new Progress(err, what);
    if (what != null && isAtTerminal()) {
      progress.thread.start();
    }
    return progress;
  }

  // Whether System.console() may return null depends on the Java release.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isAtTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private void show(@Nullable String what) {
    try {
      Thread.sleep(PATIENCE);
    } catch (InterruptedException e) {
      return;
    }
    synchronized (this) {
      if (!over) {
        shown = true;
        err.print(ERASE + what);
        err.flush();
      }
    }
  }

  @Override
  public synchronized void close() {
    over = true;
    thread.interrupt();
    if (shown) {
      err.print(ERASE);
      err.flush();
    }
  }
}
