package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Reads a key server's configuration from YAML or JSON. Every input gives a {@link ConfigResult}
 * and not an exception; all problems are reported at once. The private keys are not read here.
 * Blocks on files. Any thread.
 */
public final class ConfigReader {
  private ConfigReader() {}

  /** Reads a file; the paths in it are relative to its folder. */
  public static ConfigResult read(Path file) {
    return read(file, Instant.now());
  }

  /**
   * As {@link #read(Path)}.
   *
   * @param now the time at which certificates and lists should be valid
   */
  public static ConfigResult read(Path file, Instant now) {
    ConfigBuilder builder = new ConfigBuilder(file.toAbsolutePath().normalize(), now);
    try {
      return builder.build(DocumentText.of(file).parse());
    } catch (DocumentException e) {
      return builder.refused(e);
    }
  }
}
