package dev.edgekeep.cli.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The name of this machine, determined without a name server. */
final class MachineName {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
  private static final String UNKNOWN = "edge";

  private MachineName() {}

  static String get() {
    return get(KERNEL, System.getenv());
  }

  static String get(Path kernel, Map<String, String> environment) {
    String name = "";
    try {
      name = Files.readString(kernel).strip();
    } catch (IOException e) {
      // Not Linux: the shell may have set it.
      name = environment.getOrDefault("HOSTNAME", "").strip();
    }
    return name.isEmpty() ? UNKNOWN : name;
  }
}
