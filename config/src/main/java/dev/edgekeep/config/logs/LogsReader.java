package dev.edgekeep.config.logs;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code logs}: the log with a line for each request and the log of events. Each goes to
 * {@code off}, {@code stdout}, {@code stderr} or {@code {file: …}}; to {@code stdout} where nothing
 * is said.
 */
public final class LogsReader {
  private static final Map<String, LogTarget> WORDS = words();

  private final Materials materials;

  public LogsReader(Materials materials) {
    this.materials = materials;
  }

  /**
   * @param requests the key of the log with a line for each request
   * @param logs receives the targets of that log and of the log of events
   */
  public <L> L read(
      @Nullable Value value, String requests, BiFunction<LogTarget, LogTarget, L> logs) {
    return Section.read(
        value,
        logs.apply(LogTarget.STDOUT, LogTarget.STDOUT),
        section -> logs.apply(target(section.get(requests)), target(section.get("events"))));
  }

  /** The target that a value names; standard output where there is none or a wrong one. */
  private LogTarget target(@Nullable Value value) {
    if (value == null) {
      return LogTarget.STDOUT;
    }
    if (value.node() instanceof Mapping) {
      return Section.read(value, LogTarget.STDOUT, this::file);
    }
    LogTarget word = value.choice(WORDS);
    return word == null ? LogTarget.STDOUT : word;
  }

  private LogTarget file(Section section) {
    Value file = section.require("file", "give the path of the log file");
    Path path = file == null ? null : materials.path(file);
    return path == null ? LogTarget.STDOUT : new LogTarget.ToFile(path);
  }

  private static Map<String, LogTarget> words() {
    Map<String, LogTarget> words = new LinkedHashMap<>();
    words.put("off", LogTarget.OFF);
    words.put("stdout", LogTarget.STDOUT);
    words.put("stderr", LogTarget.STDERR);
    return words;
  }
}
