package dev.edgekeep.daemon.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the manifest of its jar. */
public final class Version implements IVersionProvider {
  /** For example {@code 0.1.0}; {@code development} when there is no jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return Optional.ofNullable(version).orElse("development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"edgekeep " + current() + " (Java " + Runtime.version() + ")"};
  }
}
