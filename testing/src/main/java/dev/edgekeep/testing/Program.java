package dev.edgekeep.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs such as openssl in a folder, and waits for them. Immutable.
 *
 * @param folder the working directory
 * @param environment additional environment variables
 */
public record Program(Path folder, Map<String, String> environment) {
  private static final long LIMIT_SECONDS = 120;

  public Program(Path folder) {
    this(folder, Map.of());
  }

  /** Runs a command of words separated by spaces, and returns its output; fails if it fails. */
  public String run(String command) throws IOException, InterruptedException {
    return run(List.of(command.split(" ", -1)));
  }

  public String run(List<String> command) throws IOException, InterruptedException {
    Result result = result(command);
    if (result.status() != 0) {
      throw new AssertionError("%s failed: %s".formatted(command, result.output()));
    }
    return result.output();
  }

  /** Returns whether a command ends with exit status 0. */
  public boolean succeeds(String command) throws IOException, InterruptedException {
    return result(List.of(command.split(" ", -1))).status() == 0;
  }

  private record Result(int status, String output) {}

  private Result result(List<String> command) throws IOException, InterruptedException {
    File output = Files.createTempFile(folder, ".output", "").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(output).start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("%s did not end".formatted(command));
    }
    String text = Files.readString(output.toPath(), StandardCharsets.ISO_8859_1);
    Files.delete(output.toPath());
    return new Result(process.exitValue(), text);
  }
}
