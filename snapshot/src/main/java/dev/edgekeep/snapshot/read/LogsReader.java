package dev.edgekeep.snapshot.read;

import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.Logs.Destination;
import dev.edgekeep.snapshot.document.Node.Mapping;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code logs}. */
final class LogsReader {
  private static final Map<String, Destination> WORDS = words();

  private final Materials materials;

  LogsReader(Materials materials) {
    this.materials = materials;
  }

  Logs read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return Logs.DEFAULT;
    }
    Logs logs =
        new Logs(
            destination(section.get("access"), Logs.DEFAULT.access()),
            destination(section.get("events"), Logs.DEFAULT.events()));
    section.end();
    return logs;
  }

  private Destination destination(@Nullable Value value, Destination otherwise) {
    if (value == null) {
      return otherwise;
    }
    if (!(value.node() instanceof Mapping)) {
      Destination word = value.choice(WORDS);
      return word == null ? otherwise : word;
    }
    Section section = value.section();
    if (section == null) {
      return otherwise;
    }
    Value file = section.require("file", "give the path of the log file");
    section.end();
    Path path = file == null ? null : materials.path(file);
    return path == null ? otherwise : new Destination.ToFile(path);
  }

  private static Map<String, Destination> words() {
    Map<String, Destination> words = new LinkedHashMap<>();
    words.put("off", Destination.OFF);
    words.put("stdout", Destination.STDOUT);
    words.put("stderr", Destination.STDERR);
    return words;
  }
}
