package dev.edgekeep.cli.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An {@code edgekeep} command in a virtual machine of its own, which creates an ahead-of-time cache
 * when it ends. So a cache has only the classes of its command.
 */
final class TrainedProcess implements AutoCloseable {
  /** For the command, and for the creation of the cache. */
  private static final int MOST_SECONDS = 120;

  private final Process process;

  private TrainedProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param folder its current folder
   * @param cache the file of the cache
   */
  static TrainedProcess start(Path folder, Path cache, String... arguments) throws IOException {
    List<String> words = virtualMachine(cache.toAbsolutePath());
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    // Neither this user's contexts nor a control plane of the environment.
    builder.environment().keySet().removeIf(name -> name.startsWith("EDGEKEEP_"));
    builder.environment().put("XDG_CONFIG_HOME", folder.toString());
    return new TrainedProcess(builder.inheritIO().start());
  }

  /** With the options of this virtual machine, since a cache is of use only with the same. */
  private static List<String> virtualMachine(Path cache) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-XX:AOT")) {
        words.add(option);
      }
    }
    words.add("-XX:AOTCacheOutput=" + cache);
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add("dev.edgekeep.cli.Main");
    return words;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks a server to end, as a service manager does. */
  void terminate() {
    process.destroy();
  }

  /** Waits until the command has ended, and its cache is there. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("training took more than " + MOST_SECONDS + " seconds");
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("training failed with status " + process.exitValue());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
