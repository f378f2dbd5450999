package dev.edgekeep.cli.demo;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that the demo writes and the user may edit. An edited one is never overwritten.
 *
 * @param text the content for given ports
 */
record DemoConfigFile(PrivateDirectory directory, String name, Function<DemoPorts, String> text) {
  Path path() {
    return directory.path(name);
  }

  /**
   * Writes the file if it does not exist. In an existing one that nobody has edited, changes the
   * ports.
   *
   * @param ports the ports to use; null: those that the file has, else the default
   */
  void ensure(@Nullable DemoPorts ports) throws CommandFailure, IOException {
    if (!Files.exists(path())) {
      write(ports == null ? DemoPorts.DEFAULT : ports);
    } else if (ports != null && !Files.readString(path()).equals(text.apply(ports))) {
      if (!isAsWritten()) {
        throw CommandFailure.configuration(
            path()
                + " has been edited: omit --port-base and change the addresses there, or choose"
                + " another --data");
      }
      write(ports);
    }
  }

  void write(DemoPorts ports) throws IOException {
    directory.write(name, text.apply(ports));
  }

  /** Returns whether the file is unedited. */
  boolean isAsWritten() throws IOException {
    return withoutPorts(Files.readString(path()))
        .equals(withoutPorts(text.apply(DemoPorts.DEFAULT)));
  }

  private static String withoutPorts(String text) {
    return text.replaceAll("127\\.0\\.0\\.1:[0-9]+", "");
  }
}
