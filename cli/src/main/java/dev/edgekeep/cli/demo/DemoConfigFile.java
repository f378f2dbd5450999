package dev.edgekeep.cli.demo;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that the demo writes and its user may edit. One that was edited stays as it is.
 *
 * @param text what is written, for given ports
 */
record DemoConfigFile(PrivateDirectory directory, String name, Function<DemoPorts, String> text) {
  Path path() {
    return directory.path(name);
  }

  /**
   * Writes it where there is none. In one that is there only the ports are changed, where others
   * are wanted and nobody has edited it.
   *
   * @param ports the wanted ones; null: those that it has, else the default
   */
  void ensure(@Nullable DemoPorts ports) throws CommandFailure, IOException {
    if (!Files.exists(path())) {
      write(ports == null ? DemoPorts.DEFAULT : ports);
    } else if (ports != null && !Files.readString(path()).equals(text.apply(ports))) {
      if (!isAsWritten()) {
        throw CommandFailure.configuration(
            path()
                + " was edited: leave out --port-base and change the addresses there, or choose"
                + " another --data");
      }
      write(ports);
    }
  }

  void write(DemoPorts ports) throws IOException {
    directory.write(name, text.apply(ports).getBytes(StandardCharsets.UTF_8));
  }

  /** Whether it is what an earlier start wrote, for whichever ports. */
  boolean isAsWritten() throws IOException {
    return withoutPorts(Files.readString(path()))
        .equals(withoutPorts(text.apply(DemoPorts.DEFAULT)));
  }

  private static String withoutPorts(String text) {
    return text.replaceAll("127\\.0\\.0\\.1:[0-9]+", "");
  }
}
