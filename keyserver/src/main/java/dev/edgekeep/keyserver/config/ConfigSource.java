package dev.edgekeep.keyserver.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Where a key server's configuration comes from, at its start and at each reload. May block. */
public interface ConfigSource {
  /** Reads it anew. One thread at a time. */
  ConfigResult read();

  /** A file, with the files that it names. */
  static ConfigSource file(Path file) {
    return () -> ConfigReader.read(file);
  }

  /** A configuration that stays as it is; the keys that it names are still read anew. */
  static ConfigSource of(KeyServerConfig config) {
    ConfigResult.Read read = new ConfigResult.Read(config, List.of(), Set.of());
    return () -> read;
  }
}
