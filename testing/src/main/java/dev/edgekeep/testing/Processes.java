package dev.edgekeep.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs real programs, with a limit. */
public final class Processes {
  private static final long LIMIT_SECONDS = 2 * Eventually.LIMIT.toSeconds();

  private Processes() {}

  /** The output of a program, from both streams, and its exit status. */
  public record Result(int status, String output) {}

  /** Runs a program with {@code input} on standard input; fails the test when it takes too long. */
  public static Result run(String input, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The program ended without reading its input; its output has the reason.
        if (process.isAlive() && !process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw new AssertionError("cannot write to " + command, e);
        }
      }
      Thread.ofVirtual().start(() -> killAfterLimit(process));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("cannot run " + command, e);
    }
  }

  private static void killAfterLimit(Process process) {
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
