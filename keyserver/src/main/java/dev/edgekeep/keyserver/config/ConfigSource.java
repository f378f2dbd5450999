package dev.edgekeep.keyserver.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The source of a key server's configuration, for the start and each reload. May block. */
public interface ConfigSource {
  /** Reads the configuration. One thread at a time. */
  ConfigResult read();

  /** A file, with the files that it names. */
  static ConfigSource file(Path file) {
    return () -> ConfigReader.read(file);
  }

  /** A configuration that never changes; the keys that it names are still read each time. */
  static ConfigSource of(KeyServerConfig config) {
    ConfigResult.Read read = new ConfigResult.Read(config, List.of(), Set.of());
    return () -> read;
  }
}
