package dev.edgekeep.config.logs;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the destination of a log: {@code off}, {@code stdout}, {@code stderr} or {@code {file: …}}.
 */
public final class LogTargetReader {
  private static final Map<String, LogTarget> WORDS = words();

  private final Materials materials;

  public LogTargetReader(Materials materials) {
    this.materials = materials;
  }

  /** The destination that a value names; {@code otherwise} when it is absent or invalid. */
  public LogTarget read(@Nullable Value value, LogTarget otherwise) {
    if (value == null) {
      return otherwise;
    }
    if (!(value.node() instanceof Mapping)) {
      LogTarget word = value.choice(WORDS);
      return word == null ? otherwise : word;
    }
    Section section = value.section();
    if (section == null) {
      return otherwise;
    }
    Value file = section.require("file", "give the path of the log file");
    section.end();
    Path path = file == null ? null : materials.path(file);
    return path == null ? otherwise : new LogTarget.ToFile(path);
  }

  private static Map<String, LogTarget> words() {
    Map<String, LogTarget> words = new LinkedHashMap<>();
    words.put("off", LogTarget.OFF);
    words.put("stdout", LogTarget.STDOUT);
    words.put("stderr", LogTarget.STDERR);
    return words;
  }
}
