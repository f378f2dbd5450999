package dev.edgekeep.cli.node;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problem;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.x509.cert.Certificate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a node's own file, with everything that is wrong. Blocks on files. One thread. */
public final class NodeConfigReader {
  private static final Bounds VERSION = new Bounds(1, 1);
  private static final int MAX_LABELS = 32;
  private static final int MAX_LABEL_VALUE = 256;
  private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private final Problems problems;
  private final Materials materials;
  private final CertificateReader certificates;
  private final PartReader parts;
  private final Path file;

  private NodeConfigReader(Path file, Instant now) {
    this.file = file;
    this.problems = new Problems(String.valueOf(file.getFileName()));
    this.materials = new Materials(file.getParent());
    this.certificates = new CertificateReader(materials, now);
    this.parts = new PartReader(file.getParent(), now);
  }

  /** The result of reading. */
  public sealed interface Result {
    /** Every file that was read or looked for. */
    Set<Path> files();

    /** A file that can be used. */
    record Read(NodeConfig config, List<Problem> warnings, Set<Path> files) implements Result {}

    /** All that is wrong; never empty. */
    record Refused(List<Problem> problems, Set<Path> files) implements Result {}
  }

  /** Reads a file; the paths in it are relative to its folder. */
  public static Result read(Path file, Instant now) {
    return new NodeConfigReader(file.toAbsolutePath().normalize(), now).read();
  }

  private Result read() {
    NodeConfig config = null;
    try {
      Section root =
          new Value(DocumentText.of(file).parse(), DocumentPath.ROOT, problems).section();
      config = root == null ? null : config(root);
    } catch (DocumentException e) {
      problems.error(DocumentPath.ROOT, e.line(), String.valueOf(e.getMessage()));
    }
    Set<Path> files = new LinkedHashSet<>(materials.files());
    files.add(file);
    return config == null || problems.hasErrors()
        ? new Result.Refused(problems.errors(), files)
        : new Result.Read(config, problems.warnings(), files);
  }

  private NodeConfig config(Section root) {
    Value version = root.require("version", "begin with version: 1");
    if (version != null) {
      version.number(VERSION, 1);
    }
    Map<String, String> labels = labels(root.get("labels"));
    @Nullable FeedServers feed = feed(root.get("feed"));
    Value geo = root.get("geoip");
    if (geo != null) {
      geo.error("the database of countries comes from the control plane; remove it here");
    }
    NodeSettings settings = parts.node(root);
    return new NodeConfig(settings, labels, feed);
  }

  private static Map<String, String> labels(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    Map<String, String> labels = new TreeMap<>();
    if (section == null) {
      return labels;
    }
    section
        .named()
        .forEach((name, each) -> {
          String text = each.text();
          if (!LABEL.matcher(name).matches()) {
            each.error("a label's name has small letters, digits and _, as in region");
          } else if (text != null && text.length() > MAX_LABEL_VALUE) {
            each.error("a label has at most %d characters".formatted(MAX_LABEL_VALUE));
          } else if (text != null) {
            labels.put(name, text);
          }
        });
    if (labels.size() > MAX_LABELS) {
      section.error("there are at most %d labels".formatted(MAX_LABELS));
    }
    return labels;
  }

  private @Nullable FeedServers feed(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value list = section.require("servers", "give one, as in [\"tls://nats.internal:4222\"]");
    Value trustValue = section.get("trust");
    section.end();
    List<String> servers = new ArrayList<>();
    for (Value item : list == null ? List.<Value>of() : list.items()) {
      String text = item.text();
      if (text != null && isServer(text)) {
        servers.add(text);
      } else if (text != null) {
        item.error("expected the URL of a message server, as tls://nats.internal:4222");
      }
    }
    if (list != null && list.items().isEmpty()) {
      list.error("give at least one message server");
    }
    List<Certificate> trust = trustValue == null ? List.of() : certificates.trust(trustValue);
    return new FeedServers(servers, trust);
  }

  private static boolean isServer(String text) {
    try {
      URI uri = URI.create(text);
      return ("tls".equals(uri.getScheme()) || "nats".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
