package dev.edgekeep.cli.demo;

import dev.edgekeep.daemon.command.TemporaryFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code edgekeep train}: runs a control plane and an edge, so that the virtual machine records the
 * loaded classes and hot methods. The launcher creates the ahead-of-time cache of servers with it,
 * and beside it that of short commands.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Serve handshakes and requests on loopback for some seconds.")
public final class TrainCommand implements Callable<Integer> {
  private static final int MOST_SECONDS_OF_COMMANDS = 120;

  @Option(
      names = "--seconds",
      defaultValue = "6",
      description = "The duration of the requests; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--commands-cache",
      paramLabel = "FILE",
      description = "Create the ahead-of-time cache of short commands in this file.")
  private @Nullable Path commandsCache;

  @Override
  public Integer call() throws Exception {
    try (TemporaryFolder folder = TemporaryFolder.create("edgekeep-train")) {
      serve(folder.path());
    }
    return 0;
  }

  private void serve(Path folder) throws Exception {
    Path data = folder.resolve("edgekeep-data");
    try (Demo demo = Demo.start(data, DemoPorts.ofHttps(0))) {
      new TrainingLoad(demo.files(), demo.https(), demo.control().edgeAdminAddress()).run(seconds);
      if (commandsCache != null) {
        trainCommands(folder, commandsCache.toAbsolutePath());
      }
    }
  }

  /** Commands have a process of their own: this one has loaded the classes of servers. */
  private static void trainCommands(Path folder, Path cache)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(commandLine(cache)).directory(folder.toFile());
    // Neither this user's contexts nor a control plane of the environment.
    builder.environment().keySet().removeIf(name -> name.startsWith("EDGEKEEP_"));
    builder.environment().put("XDG_CONFIG_HOME", folder.toString());
    Process process = builder.inheritIO().start();
    try {
      if (!process.waitFor(MOST_SECONDS_OF_COMMANDS, TimeUnit.SECONDS)
          || process.exitValue() != 0) {
        throw new IllegalStateException("the commands could not be trained");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** A virtual machine with the options of this one, since a cache is of use only with the same. */
  private static List<String> commandLine(Path cache) {
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
    words.add("train-commands");
    return words;
  }
}
