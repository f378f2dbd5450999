package dev.edgekeep.config.document;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of configuration files, told apart by the keys at their first level. */
public enum ConfigurationKind {
  CONTROL("the configuration of a control plane", "edgekeep control --config %s"),
  KEY_SERVER("the configuration of a key server", "edgekeep keyserver --config %s"),
  EDGE("the configuration of an edge", "edgekeep edge --config %s"),
  NODE("the file of a node of a fleet", "edgekeep edge --node %s --state DIR"),
  APPLY("a wanted state for a control plane", "edgekeep apply -f %s"),
  EDGEONE("the configuration of EdgeOne's key server", "edgekeep import %s"),
  INGRESS("a Kubernetes manifest", "edgekeep import %s"),
  NGINX("a configuration of nginx", "edgekeep import %s");

  private static final Pattern KEY = Pattern.compile("(?m)^\"?([A-Za-z]+)\"?:");
  private static final Pattern NGINX_BLOCK =
      Pattern.compile("(?m)^\\s*(?:server|http|events|upstream\\s+\\S+)\\s*\\{");

  /** A configuration is smaller than this; of larger files only the beginning is read. */
  private static final int MAX_BYTES = 1 << 20;

  private final String what;
  private final String command;

  ConfigurationKind(String what, String command) {
    this.what = what;
    this.command = command;
  }

  /** The kind of a text; null: not known. */
  public static @Nullable ConfigurationKind of(String text) {
    Set<String> keys =
        KEY.matcher(text).results().map(ConfigurationKind::name).collect(Collectors.toSet());
    if (keys.contains("apiVersion") && keys.contains("kind")) {
      return INGRESS;
    }
    if (keys.contains("server") && (keys.contains("global") || keys.contains("plugins"))) {
      return EDGEONE;
    }
    if (keys.contains("store") || keys.contains("masterKey")) {
      return CONTROL;
    }
    if (keys.contains("keys") || (keys.contains("listen") && keys.contains("trust"))) {
      return KEY_SERVER;
    }
    if (keys.contains("sites")) {
      return APPLY;
    }
    if (keys.contains("hosts") || keys.contains("origins")) {
      return EDGE;
    }
    if (keys.contains("feed") || (keys.contains("listeners") && keys.contains("version"))) {
      return keys.contains("clientCas") ? EDGE : NODE;
    }
    return NGINX_BLOCK.matcher(text).find() ? NGINX : null;
  }

  private static String name(MatchResult match) {
    return match.group(1);
  }

  /**
   * A hint for a file that is refused as one kind and looks like another; empty: there is none.
   *
   * @param expected the kind that was expected
   */
  public static String hint(Path file, ConfigurationKind expected) {
    try (var in = Files.newInputStream(file)) {
      ConfigurationKind found = of(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
      return found == null || found == expected
          ? ""
          : "\n%s looks like %s; use: %s"
              .formatted(file, found.what, found.command.formatted(file));
    } catch (IOException e) {
      return ""; // the refusal says that it cannot be read
    }
  }
}
