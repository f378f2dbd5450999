package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.logs.LogsReader;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.material.RevokedReader;
import dev.edgekeep.config.tracing.TracingReader;
import dev.edgekeep.config.tracing.TracingSettings;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.key.KeySource;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds a configuration from one document. */
final class ConfigBuilder {
  private static final Bounds ANY_VERSION = new Bounds(0, Integer.MAX_VALUE);

  private final Path file;
  private final Problems problems;
  private final Materials materials;
  private final CertificateReader certificates;
  private final RevokedReader revocations;

  ConfigBuilder(Path file, Instant now) {
    this.file = file;
    this.problems = new Problems(String.valueOf(file.getFileName()));
    this.materials = new Materials(file.getParent());
    this.certificates = new CertificateReader(materials, now);
    this.revocations = new RevokedReader(materials, now);
  }

  ConfigResult build(Node document) {
    Section root = new Value(document, DocumentPath.ROOT, problems).section();
    KeyServerConfig config = root == null ? null : build(root);
    return config == null
        ? new ConfigResult.Refused(problems.errors(), files())
        : new ConfigResult.Read(config, problems.warnings(), files());
  }

  /** The result for a text that is not a document. */
  ConfigResult refused(DocumentException e) {
    problems.error(DocumentPath.ROOT, e.line(), e.getMessage());
    return new ConfigResult.Refused(problems.errors(), files());
  }

  private Set<Path> files() {
    Set<Path> files = new LinkedHashSet<>(materials.files());
    files.add(file);
    return files;
  }

  private @Nullable KeyServerConfig build(Section root) {
    checkVersion(root);
    AddressReader addresses = new AddressReader();
    InetSocketAddress listen =
        addresses.listen(root.require("listen", "give one, as in {address: \":2407\"}"));
    InetSocketAddress admin = addresses.admin(root.get("admin"));
    Value identityValue =
        root.require("identity", "give the server's certificate and key, as {chain: …, key: …}");
    Identity identity = identityValue == null ? null : certificates.identity(identityValue);
    EdgeCas trust =
        new TrustReader(certificates, revocations)
            .read(
                root.require("trust", "give the CA of the edges that may connect, as {file: …}"),
                root.get("revoked"),
                root.get("addresses"));
    List<KeySource> keys =
        new KeySourceReader(materials, file)
            .read(root.require("keys", "say where the keys lie, as in - directory: keys"));
    AccessList access = AccessReader.read(root.get("allow"), trust != null && trust.isAnyone());
    Limits limits = LimitsReader.read(root.get("limits"));
    Logs logs = new LogsReader(materials).read(root.get("logs"), "audit", Logs::new);
    int threads =
        (int) root.number("threads", KeyServerConfig.THREADS, KeyServerConfig.defaultThreads());
    TracingSettings tracing = new TracingReader(materials).read(root.get("tracing"), false);
    root.end();
    if (problems.hasErrors() || listen == null || identity == null || trust == null) {
      return null;
    }
    return new KeyServerConfig(
        listen, admin, identity, trust, keys, access, limits, logs, threads, tracing);
  }

  private static void checkVersion(Section root) {
    Value version = root.require("version", "begin with version: 1");
    if (version == null) {
      return;
    }
    long number = version.number(ANY_VERSION, -1);
    if (number >= 0 && number != 1) {
      version.error("this key server reads version 1 only, and not version %d".formatted(number));
    }
  }
}
