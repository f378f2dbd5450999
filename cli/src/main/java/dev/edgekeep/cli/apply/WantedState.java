package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.input.Documents;
import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.document.Node.Entry;
import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.ProblemList;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The state that a file describes, with the content of the files and environment variables that it
 * refers to. The names of sites and hosts are normalized. The API validates the settings of the
 * records; this checks the structure around them. Immutable.
 */
final class WantedState {
  private static final String SITES = "sites";
  private static final String HOSTS = "hosts";
  private static final String CLIENT_CA = "clientCa";
  private static final String CLIENT_CAS = "clientCas";
  private static final String CERTIFICATES = "certificates";
  private static final Bounds ANY_VERSION = new Bounds(0, Integer.MAX_VALUE);

  /** Members that hold certificates or revocation lists. */
  private static final Set<String> PUBLIC = Set.of("chain", "trust", CERTIFICATES, "crl");

  private final JsonNode root;

  private WantedState(JsonNode root) {
    this.root = root;
  }

  /**
   * Reads a file and everything that it refers to. Blocks.
   *
   * @throws CommandFailure with everything that is wrong with the structure of the file
   */
  static WantedState read(Path file) throws CommandFailure {
    Path folder = file.toAbsolutePath().getParent();
    Problems problems = new Problems(file.toString());
    Node node =
        normalized(
            new EmbeddedFiles(folder == null ? Path.of("") : folder, problems)
                .embed(Documents.parse(file), DocumentPath.ROOT));
    Value root = new Value(node, DocumentPath.ROOT, problems);
    check(root);
    refuseKeys(node, DocumentPath.ROOT, problems);
    if (problems.hasErrors()) {
      throw CommandFailure.configuration(
          "%s cannot be applied: %s".formatted(file, ProblemList.inLines(problems.errors())));
    }
    return new WantedState(Documents.json(node, file));
  }

  /** Writes the names of sites and hosts in the form in which the API shows them. */
  private static Node normalized(Node root) {
    return member(
        root,
        SITES,
        sites ->
            names(
                sites,
                site -> {
                  Node hosts = member(site, HOSTS, each -> names(each, settings -> settings));
                  Node managed = member(hosts, CLIENT_CA, WantedState::normalizedHosts);
                  return member(
                      managed, CLIENT_CAS, cas -> values(cas, WantedState::normalizedHosts));
                }));
  }

  private static Node member(Node node, String key, UnaryOperator<Node> change) {
    return entries(
        node,
        entry ->
            entry.key().equals(key)
                ? new Entry(key, entry.line(), change.apply(entry.value()))
                : entry);
  }

  private static Node names(Node node, UnaryOperator<Node> change) {
    return entries(
        node,
        entry ->
            new Entry(
                HostPattern.normalize(entry.key()), entry.line(), change.apply(entry.value())));
  }

  private static Node values(Node node, UnaryOperator<Node> change) {
    return entries(
        node, entry -> new Entry(entry.key(), entry.line(), change.apply(entry.value())));
  }

  private static Node entries(Node node, UnaryOperator<Entry> change) {
    return node instanceof Mapping(var entries, int line)
        ? new Mapping(entries.stream().map(change).toList(), line)
        : node;
  }

  private static Node normalizedHosts(Node clientCa) {
    return member(
        clientCa,
        HOSTS,
        hosts ->
            hosts instanceof Sequence(var items, int line)
                ? new Sequence(items.stream().map(WantedState::normalizedName).toList(), line)
                : hosts);
  }

  private static Node normalizedName(Node node) {
    return node instanceof Scalar(String text, boolean quoted, int line)
        ? new Scalar(HostPattern.normalize(text), quoted, line)
        : node;
  }

  private static void check(Value document) {
    Section root = document.section();
    if (root != null) {
      checkVersion(root.get("version"));
      named(root.get("keyServers"), Value::section);
      named(root.get(CERTIFICATES), Value::section);
      named(root.get(SITES), WantedState::checkSite);
      root.end();
    }
  }

  private static void checkVersion(@Nullable Value value) {
    long version = value == null ? 1 : value.number(ANY_VERSION, 1);
    if (value != null && version != 1) {
      value.error("apply reads version 1 only, and not version %d".formatted(version));
    }
  }

  private static void checkSite(Value value) {
    Section site = value.isNothing() ? null : value.section();
    if (site == null) {
      return;
    }
    named(site.get("origins"), Value::section);
    named(site.get(HOSTS), Value::section);
    Value managed = site.get(CLIENT_CA);
    if (managed != null && !managed.isNothing()) {
      checkClientCa(managed);
    }
    named(
        site.get(CLIENT_CAS), each -> checkClientCa(each, CERTIFICATES, "crl", "revoked", "ocsp"));
    checkRules(site.get("rules"));
    site.end();
  }

  /** A client CA: the names of its hosts, beside members that the API validates. */
  private static void checkClientCa(Value value, String... others) {
    Section clientCa = value.section();
    if (clientCa == null) {
      return;
    }
    for (String other : others) {
      clientCa.get(other);
    }
    Value hosts = clientCa.get(HOSTS);
    if (hosts != null && !hosts.isNothing()) {
      Set<String> names = new HashSet<>();
      for (Value host : hosts.items()) {
        String name = host.name();
        if (name != null && !names.add(name)) {
          host.error("duplicate host " + name);
        }
      }
    }
    clientCa.end();
  }

  private static void checkRules(@Nullable Value rules) {
    if (rules == null || rules.isNothing()) {
      return;
    }
    Set<String> names = new HashSet<>();
    for (Value rule : rules.items()) {
      Section section = rule.section();
      if (section != null) {
        checkName(section.require("name", "apply identifies rules by their names"), names);
      }
    }
  }

  private static void checkName(@Nullable Value value, Set<String> others) {
    String name = value == null ? null : value.name();
    if (value != null && name != null && !others.add(name)) {
      value.error("another rule is named %s, too".formatted(Quoted.text(name)));
    }
  }

  /** A mapping of names to records. */
  private static void named(@Nullable Value value, Consumer<Value> check) {
    Section section = value == null || value.isNothing() ? null : value.section();
    if (section != null) {
      section.named().values().forEach(check);
    }
  }

  /** The control plane stores certificates unencrypted and shows them: no key may be among them. */
  private static void refuseKeys(Node node, DocumentPath path, Problems problems) {
    switch (node) {
      case Mapping mapping -> {
        for (Entry entry : mapping.entries()) {
          DocumentPath member = path.key(entry.key());
          boolean holdsKey =
              PUBLIC.contains(entry.key())
                  && entry.value() instanceof Scalar scalar
                  && PemFiles.holdsPrivateKey(scalar.text());
          if (holdsKey) {
            problems.error(
                member, entry.line(), "this contains a private key; only certificates belong here");
          } else {
            refuseKeys(entry.value(), member, problems);
          }
        }
      }
      case Sequence sequence -> {
        for (int i = 0; i < sequence.items().size(); i++) {
          refuseKeys(sequence.items().get(i), path.index(i), problems);
        }
      }
      case Scalar _ -> {}
    }
  }

  /** Returns whether the file has a kind of record at all, even if it is empty. */
  boolean names(String kind) {
    return root.has(kind);
  }

  JsonNode keyServers() {
    return root.path("keyServers");
  }

  JsonNode certificates() {
    return root.path(CERTIFICATES);
  }

  JsonNode sites() {
    return root.path(SITES);
  }
}
