package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.manage.Documents;
import dev.edgekeep.config.value.Suggestion;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state that a file describes. Where it has {@code {file: …}}, {@code {env: …}} or {@code {pem:
 * …}}, the text stands in its place: the API reads neither files nor variables of the environment.
 * A passphrase may stand beside a file. The settings of records are left to the API to judge.
 */
final class WantedState {
  private static final Set<String> ROOT = Set.of("version", "keyServers", "certificates", "sites");
  private static final Set<String> SITE =
      Set.of("origins", "hosts", "clientCa", "clientCas", "rules");
  private static final Set<String> CLIENT_CA = Set.of("hosts");
  private static final Set<String> CUSTOM_CA = Set.of("certificates", "crl", "hosts");

  private static final Set<String> CERTIFICATES = Set.of("chain", "trust", "certificates", "crl");
  private static final String PASSPHRASE = "passphrase";

  private final JsonNode root;

  private WantedState(JsonNode root) {
    this.root = root;
  }

  /**
   * Reads a file and all that it names.
   *
   * @throws CommandFailure with all that is wrong with its form
   */
  static WantedState read(Path file) throws CommandFailure {
    Path folder = file.toAbsolutePath().getParent();
    JsonNode root = withTexts(Documents.read(file), folder == null ? Path.of("") : folder);
    List<String> problems = new ArrayList<>();
    check(root, problems);
    normalizeNames(root, problems);
    misplacedKeys(root, "", problems);
    if (!problems.isEmpty()) {
      throw CommandFailure.configuration(
          "%s cannot be applied:\n  %s".formatted(file, String.join("\n  ", problems)));
    }
    return new WantedState(root);
  }

  private static JsonNode withTexts(JsonNode node, Path folder) throws CommandFailure {
    if (node instanceof ObjectNode object) {
      String text = text(object, folder);
      if (text != null) {
        return JsonNodeFactory.instance.stringNode(text);
      }
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        copy.set(member.getKey(), withTexts(member.getValue(), folder));
      }
      if (copy.has(PASSPHRASE) && copy.path("file").isString()) {
        copy.put("pem", Documents.text(folder.resolve(copy.remove("file").stringValue())));
      }
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      for (JsonNode item : array) {
        copy.add(withTexts(item, folder));
      }
      return copy;
    }
    return node;
  }

  private static @Nullable String text(ObjectNode object, Path folder) throws CommandFailure {
    if (object.size() != 1) {
      return null;
    }
    if (object.path("file").isString()) {
      return Documents.text(folder.resolve(object.path("file").stringValue()));
    }
    if (object.path("env").isString()) {
      return variable(object.path("env").stringValue());
    }
    return object.path("pem").isString() ? object.path("pem").stringValue() : null;
  }

  private static String variable(String name) throws CommandFailure {
    String value = System.getenv(name);
    if (value == null) {
      throw CommandFailure.configuration("there is no environment variable " + name);
    }
    return value;
  }

  private static void check(JsonNode root, List<String> problems) {
    members(root, "", ROOT, problems);
    if (root.has("version") && root.path("version").asInt(0) != 1) {
      problems.add("version: this edgekeep applies version 1");
    }
    named(root.path("keyServers"), "keyServers", problems);
    named(root.path("certificates"), "certificates", problems);
    for (Map.Entry<String, JsonNode> site : named(root.path("sites"), "sites", problems)) {
      String path = "sites." + site.getKey();
      members(site.getValue(), path, SITE, problems);
      named(site.getValue().path("origins"), path + ".origins", problems);
      named(site.getValue().path("hosts"), path + ".hosts", problems);
      members(site.getValue().path("clientCa"), path + ".clientCa", CLIENT_CA, problems);
      JsonNode customCas = site.getValue().path("clientCas");
      for (Map.Entry<String, JsonNode> ca : named(customCas, path + ".clientCas", problems)) {
        members(ca.getValue(), path + ".clientCas." + ca.getKey(), CUSTOM_CA, problems);
      }
      rules(site.getValue().path("rules"), path + ".rules", problems);
    }
  }

  /** Names of sites and hosts as the API shows them, wherever the file has them. */
  private static void normalizeNames(JsonNode root, List<String> problems) {
    normalizeKeys(root, "sites", "sites", problems);
    for (Map.Entry<String, JsonNode> site : root.path("sites").properties()) {
      String path = "sites." + site.getKey();
      normalizeKeys(site.getValue(), "hosts", path + ".hosts", problems);
      normalizeItems(site.getValue().path("clientCa"), path + ".clientCa.hosts", problems);
      for (Map.Entry<String, JsonNode> ca : site.getValue().path("clientCas").properties()) {
        normalizeItems(
            ca.getValue(), "%s.clientCas.%s.hosts".formatted(path, ca.getKey()), problems);
      }
    }
  }

  private static void normalizeKeys(
      JsonNode parent, String member, String path, List<String> problems) {
    if (!(parent instanceof ObjectNode object) || !parent.path(member).isObject()) {
      return;
    }
    ObjectNode normal = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> each : parent.path(member).properties()) {
      String name = HostPattern.normalize(each.getKey());
      if (normal.has(name)) {
        problems.add("%s: %s is there twice".formatted(path, name));
      }
      normal.set(name, each.getValue());
    }
    object.set(member, normal);
  }

  private static void normalizeItems(JsonNode ca, String path, List<String> problems) {
    if (!(ca instanceof ObjectNode object) || !ca.path("hosts").isArray()) {
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode host : ca.path("hosts")) {
      if (!names.add(HostPattern.normalize(host.asString("")))) {
        problems.add("%s: %s is there twice".formatted(path, host.asString("")));
      }
    }
    ArrayNode normal = object.putArray("hosts");
    names.forEach(normal::add);
  }

  /** Certificates are stored in clear and shown: no key may be among them. */
  private static void misplacedKeys(JsonNode node, String path, List<String> problems) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String where = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
      boolean isText = CERTIFICATES.contains(member.getKey()) && member.getValue().isString();
      if (isText && PemFiles.holdsPrivateKey(member.getValue().stringValue())) {
        problems.add(where + ": this contains a private key; only certificates belong here");
      } else {
        misplacedKeys(member.getValue(), where, problems);
      }
    }
  }

  private static Set<Map.Entry<String, JsonNode>> named(
      JsonNode node, String path, List<String> problems) {
    if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
      problems.add(path + ": expected a mapping of names to settings");
    }
    return node.properties();
  }

  private static void members(
      JsonNode node, String path, Set<String> known, List<String> problems) {
    if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
      problems.add((path.isEmpty() ? "the file" : path) + ": expected a mapping");
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (!known.contains(member.getKey())) {
        String where = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
        problems.add(
            where + ": unknown key" + Suggestion.among(member.getKey(), new TreeSet<>(known)));
      }
    }
  }

  private static void rules(JsonNode rules, String path, List<String> problems) {
    Set<String> names = new TreeSet<>();
    if (!rules.isMissingNode() && !rules.isNull() && !rules.isArray()) {
      problems.add(path + ": expected a list");
    }
    for (JsonNode rule : rules) {
      String name = rule.path("name").asString("");
      if (name.isEmpty()) {
        problems.add(path + ": every rule needs a name here, by which it is known again");
      } else if (!names.add(name)) {
        problems.add("%s: two rules are named %s".formatted(path, name));
      }
    }
  }

  /** Whether the file speaks of a kind at all, be it to say that there should be none. */
  boolean names(String kind) {
    return root.has(kind);
  }

  JsonNode keyServers() {
    return root.path("keyServers");
  }

  JsonNode certificates() {
    return root.path("certificates");
  }

  JsonNode sites() {
    return root.path("sites");
  }
}
