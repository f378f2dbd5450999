package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.logs.LogTargetReader;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import org.jspecify.annotations.Nullable;

/** Reads {@code logs}. */
final class LogsReader {
  private final LogTargetReader targets;

  LogsReader(Materials materials) {
    this.targets = new LogTargetReader(materials);
  }

  Logs read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return Logs.DEFAULT;
    }
    Logs logs =
        new Logs(
            targets.read(section.get("audit"), Logs.DEFAULT.audit()),
            targets.read(section.get("events"), Logs.DEFAULT.events()));
    section.end();
    return logs;
  }
}
