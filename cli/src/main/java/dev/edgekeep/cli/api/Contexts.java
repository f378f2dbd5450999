package dev.edgekeep.cli.api;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Suggestion;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.yaml.Yaml;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.ProblemList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The contexts of a user, stored in {@code $XDG_CONFIG_HOME/edgekeep/config.yaml}, which only the
 * owner can read. Immutable.
 */
public final class Contexts {
  private final Path file;
  private final @Nullable String current;
  private final Map<String, Entry> entries;

  /** The settings of one control plane, with either the token or the file that contains it. */
  record Entry(
      @Nullable String server,
      @Nullable String token,
      @Nullable String tokenFile,
      @Nullable String account,
      @Nullable String ca) {
    static final Entry EMPTY = new Entry(null, null, null, null, null);
  }

  private Contexts(Path file, @Nullable String current, Map<String, Entry> entries) {
    this.file = file;
    this.current = current;
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** Reads the file of the user, if there is one. */
  static Contexts open(Map<String, String> environment) throws CommandFailure {
    String home = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path folder =
        home.isBlank()
            ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config")
            : Path.of(home);
    Path file = folder.resolve("edgekeep").resolve("config.yaml");
    return Files.exists(file) ? read(file) : new Contexts(file, null, Map.of());
  }

  private static Contexts read(Path file) throws CommandFailure {
    Problems problems = new Problems(file.toString());
    Section root = root(file, problems);
    Map<String, Entry> entries = new LinkedHashMap<>();
    String current = null;
    if (root != null) {
      current = text(root.get("current"));
      Value contexts = root.get("contexts");
      Section named = contexts == null ? null : contexts.section();
      if (named != null) {
        named
            .named()
            .forEach((name, value) -> {
              Section section = value.section();
              if (section != null) {
                entries.put(name, entry(section));
              }
            });
      }
      root.end();
    }
    refuse(problems, file);
    return new Contexts(file, current, entries);
  }

  /** The control plane that {@code edgekeep up} has described in a file. */
  static ControlPlaneAddress runningHere(Path file) throws CommandFailure {
    Problems problems = new Problems(file.toString());
    Section root = root(file, problems);
    Entry entry = root == null ? Entry.EMPTY : entry(root);
    refuse(problems, file);
    return address(entry, file, file.toString());
  }

  private static @Nullable Section root(Path file, Problems problems) throws CommandFailure {
    try {
      return new Value(DocumentText.of(file).parse(), DocumentPath.ROOT, problems).section();
    } catch (DocumentException e) {
      throw CommandFailure.configuration(file + ": " + e.getMessage());
    }
  }

  private static Entry entry(Section section) {
    Entry entry =
        new Entry(
            text(section.get("server")),
            text(section.get("token")),
            text(section.get("tokenFile")),
            text(section.get("account")),
            text(section.get("ca")));
    section.end();
    return entry;
  }

  private static @Nullable String text(@Nullable Value value) {
    return value == null || value.isNothing() ? null : value.text();
  }

  private static void refuse(Problems problems, Path file) throws CommandFailure {
    if (problems.hasErrors()) {
      throw CommandFailure.configuration(
          file + " cannot be used: " + ProblemList.inLines(problems.errors()));
    }
  }

  @Nullable String current() {
    return current;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  Path file() {
    return file;
  }

  /** The control plane of a context. */
  ControlPlaneAddress address(String name) throws CommandFailure {
    return address(require(name), file, "context " + name);
  }

  private Entry require(String name) throws CommandFailure {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw CommandFailure.no(
          "%s has no context %s%s"
              .formatted(file, Quoted.text(name), Suggestion.among(name, entries.keySet())));
    }
    return entry;
  }

  /** File names are relative to the file that contains them. */
  private static ControlPlaneAddress address(Entry entry, Path file, String source)
      throws CommandFailure {
    if (entry.server() == null) {
      throw CommandFailure.configuration(source + ": server is missing");
    }
    Path absolute = file.toAbsolutePath();
    String tokenFile = entry.tokenFile();
    return new ControlPlaneAddress(
        ControlPlaneAddress.server(entry.server(), source),
        tokenFile == null
            ? entry.token()
            : ControlPlaneAddress.token(absolute.resolveSibling(tokenFile)),
        entry.account(),
        entry.ca() == null ? null : absolute.resolveSibling(entry.ca()),
        source);
  }

  /** These contexts with one added or replaced; the first one is used automatically. */
  Contexts with(String name, Entry entry) {
    Map<String, Entry> changed = new LinkedHashMap<>(entries);
    changed.put(name, entry);
    return new Contexts(file, current == null ? name : current, changed);
  }

  /** These contexts with another one in use. */
  Contexts using(String name) throws CommandFailure {
    require(name);
    return new Contexts(file, name, entries);
  }

  Contexts without(String name) throws CommandFailure {
    require(name);
    Map<String, Entry> changed = new LinkedHashMap<>(entries);
    changed.remove(name);
    return new Contexts(file, name.equals(current) ? null : current, changed);
  }

  /** Writes the file atomically, with mode 0600. */
  void write() throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (current != null) {
      root.put("current", current);
    }
    ObjectNode contexts = root.putObject("contexts");
    entries.forEach((name, entry) -> {
      ObjectNode node = contexts.putObject(name);
      put(node, "server", entry.server());
      put(node, "token", entry.token());
      put(node, "tokenFile", entry.tokenFile());
      put(node, "account", entry.account());
      put(node, "ca", entry.ca());
    });
    PrivateFile.write(file, Yaml.write(root));
  }

  private static void put(ObjectNode node, String key, @Nullable String value) {
    if (value != null) {
      node.put(key, value);
    }
  }
}
