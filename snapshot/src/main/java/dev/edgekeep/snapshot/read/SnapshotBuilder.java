package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.document.Node.Entry;
import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.logs.LogsReader;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.material.RevokedReader;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.tracing.TracingReader;
import dev.edgekeep.config.tracing.TracingSettings;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.GeoDatabase;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds a snapshot from one document: first its hosts, one after the other, then the rest. */
final class SnapshotBuilder {
  private static final Bounds ANY_VERSION = new Bounds(0, Integer.MAX_VALUE);

  private final @Nullable Path file;
  private final Problems problems;
  private final Materials materials;
  private final CertificateReader certificates;
  private final RevokedReader revocations;
  private final HostReader hosts;

  SnapshotBuilder(String source, @Nullable Path file, Instant now) {
    this.file = file;
    this.problems = new Problems(source);
    this.materials = new Materials(file == null ? null : file.getParent());
    this.certificates = new CertificateReader(materials, now);
    this.revocations = new RevokedReader(materials, now);
    this.hosts =
        new HostReader(
            problems,
            new ServerCertificateReader(certificates, new OcspReader(materials, now)),
            new Interner(),
            materials);
  }

  /** Reads one entry of {@code hosts}. */
  void host(Entry entry) {
    hosts.read(entry);
  }

  /** Reads the whole document, except the hosts that were read before. */
  ReadResult build(Node document) {
    Section root = new Value(document, DocumentPath.ROOT, problems).section();
    Snapshot snapshot = root == null ? null : build(root);
    Set<Path> files = files();
    return snapshot == null
        ? new Refused(problems.errors(), files)
        : new Read(snapshot, problems.warnings(), files);
  }

  /** The result for a text that is not a document. */
  ReadResult refused(DocumentException e) {
    problems.error(DocumentPath.ROOT, e.line(), String.valueOf(e.getMessage()));
    return new Refused(problems.errors(), files());
  }

  private Set<Path> files() {
    Set<Path> files = new LinkedHashSet<>(materials.files());
    if (file != null) {
      files.add(file);
    }
    return files;
  }

  private @Nullable Snapshot build(Section root) {
    checkVersion(root);
    ListenerReader addresses = new ListenerReader();
    List<Listener> listeners =
        addresses.listeners(root.require("listeners", "give one, as in - {address: \":8443\"}"));
    AdminEndpoint admin = addresses.admin(root.get("admin"));
    ForbiddenAddresses forbidden =
        ForbiddenAddresses.own(admin == null ? List.of() : List.of(admin.address()));
    ClientCaReader clientCas = new ClientCaReader(certificates, revocations, forbidden);
    Map<String, @Nullable ClientCa> cas = clientCas.read(root.get("clientCas"));
    Map<String, @Nullable KeyServer> keyServers =
        new KeyServerReader(certificates, forbidden).read(root.get("keyServers"));
    Map<String, @Nullable Origin> origins =
        new OriginReader(
                certificates, name -> HostLinker.lookUp(name, "key server", keyServers), forbidden)
            .read(root.get("origins"));
    readHosts(root);
    Limits limits = LimitsReader.read(root.get("limits"));
    Logs logs = new LogsReader(materials).read(root.get("logs"), "access", Logs::new);
    TracingSettings tracing = new TracingReader(materials).read(root.get("tracing"), true);
    List<Rule> rules = RulesReader.read(root.get("rules"), root.get("lists"), hosts.drafts());
    GeoDatabase geo = new GeoReader(materials).read(root.get("geoip"));
    root.end();
    Map<HostPattern, Host> linked =
        new HostLinker(cas, keyServers, origins, new OcspFetch(forbidden)).link(hosts.drafts());
    addresses.checkDefaultHosts(hosts.names());
    if (problems.hasErrors()) {
      return null;
    }
    return Snapshot.builder()
        .node(new NodeSettings(null, listeners, admin, geo, limits, logs, tracing))
        .clientCas(complete(cas))
        .revokedSerials(clientCas.revokedSerials())
        .keyServers(complete(keyServers))
        .origins(complete(origins))
        .hosts(linked)
        .rules(rules)
        .build();
  }

  private static void checkVersion(Section root) {
    Value version = root.require("version", "begin with version: 1");
    if (version == null) {
      return;
    }
    long number = version.number(ANY_VERSION, -1);
    if (number >= 0 && number != 1) {
      version.error("this edge reads version 1 only, and not version %d".formatted(number));
    }
  }

  private void readHosts(Section root) {
    Value value = root.get("hosts");
    if (value == null) {
      problems.warning(
          DocumentPath.ROOT, root.line(), "there are no hosts; every client is refused");
      return;
    }
    if (value.node() instanceof Mapping mapping) {
      mapping.entries().forEach(hosts::read);
    } else if (!value.isNothing()) {
      value.section();
    }
  }

  private static <T> Map<String, T> complete(Map<String, @Nullable T> values) {
    Map<String, T> complete = new LinkedHashMap<>();
    values.forEach((name, value) -> {
      if (value != null) {
        complete.put(name, value);
      }
    });
    return complete;
  }
}
