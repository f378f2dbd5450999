package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.ProxyProtocol;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The settings of a node. */
final class NodeCodec {
  private static final String FILE = "file:";
  private static final String CONCURRENT_REQUESTS = "!concurrentRequests";

  private NodeCodec() {}

  /** No part where the settings are {@link NodeSettings#NONE}. */
  static void write(NodeSettings node, PartCollector parts) {
    if (node.equals(NodeSettings.NONE)) {
      return;
    }
    parts.add(
        PartKind.NODE,
        "",
        out ->
            out.text("name", node.name())
                .objects("listeners", node.listeners(), NodeCodec::listener)
                .object("admin", node.admin(), NodeCodec::admin)
                .bytes(
                    "geoDatabase",
                    node.geo() == null ? null : parts.refer(new Blob.Geo(node.geo())))
                .object("limits", node.limits(), NodeCodec::limits)
                .object("logs", node.logs(), NodeCodec::logs)
                .object("tracing", node.tracing(), TracingCodec::write));
  }

  static NodeSettings read(Fields in, References references) throws WireException {
    Blob.Geo geo = references.find(in, "geoDatabase", PartKind.GEO_DATABASE, Blob.Geo.class);
    return new NodeSettings(
        in.textOrNull("name"),
        in.objects("listeners", NodeCodec::listener),
        in.objectOrNull("admin", NodeCodec::admin),
        geo == null ? null : geo.database(),
        in.object("limits", NodeCodec::limits),
        in.object("logs", NodeCodec::logs),
        in.objectOrNull("tracing", TracingCodec::read));
  }

  private static void listener(FieldWriter out, Listener listener) {
    AddressCodec.socket(out, listener.address());
    HostPattern host = listener.defaultHost();
    out.flag("plaintext", listener.plaintext())
        .text("defaultHost", host == null ? null : host.name())
        .object("!proxyProtocol", listener.proxyProtocol(), NodeCodec::proxyProtocol);
  }

  private static Listener listener(Fields in) throws WireException {
    String host = in.textOrNull("defaultHost");
    return new Listener(
        AddressCodec.socket(in),
        in.flag("plaintext"),
        host == null ? null : new HostPattern(host),
        in.objectOrNull(
            "!proxyProtocol", proxy -> new ProxyProtocol(AddressCodec.ranges(proxy, "trust"))));
  }

  private static void proxyProtocol(FieldWriter out, ProxyProtocol proxy) {
    AddressCodec.ranges(out, "trust", proxy.trust());
  }

  private static void admin(FieldWriter out, AdminEndpoint admin) {
    AddressCodec.socket(out, admin.address());
    out.flag("allowRemote", admin.allowRemote());
  }

  private static AdminEndpoint admin(Fields in) throws WireException {
    return new AdminEndpoint(AddressCodec.socket(in), in.flag("allowRemote"));
  }

  private static void limits(FieldWriter out, Limits limits) {
    out.millis("handshakeTimeoutMillis", limits.handshakeTimeout())
        .millis("requestHeaderTimeoutMillis", limits.requestHeaderTimeout())
        .millis("idleTimeoutMillis", limits.idleTimeout())
        .millis("tunnelIdleTimeoutMillis", limits.tunnelIdleTimeout())
        .millis("drainTimeoutMillis", limits.drainTimeout())
        .number("headerBytes", limits.headerBytes())
        .number("maxConcurrentStreams", limits.maxConcurrentStreams())
        .number("connections", limits.connections())
        .number("connectionsPerAddress", limits.connectionsPerAddress());
    if (limits.concurrentRequests() > 0) {
      out.number(CONCURRENT_REQUESTS, limits.concurrentRequests());
    }
  }

  private static Limits limits(Fields in) throws WireException {
    return Limits.builder()
        .handshakeTimeout(in.millis("handshakeTimeoutMillis"))
        .requestHeaderTimeout(in.millis("requestHeaderTimeoutMillis"))
        .idleTimeout(in.millis("idleTimeoutMillis"))
        .tunnelIdleTimeout(in.millis("tunnelIdleTimeoutMillis"))
        .drainTimeout(in.millis("drainTimeoutMillis"))
        .headerBytes(in.integer("headerBytes"))
        .maxConcurrentStreams(in.integer("maxConcurrentStreams"))
        .connections(in.integer("connections"))
        .connectionsPerAddress(in.integer("connectionsPerAddress"))
        .concurrentRequests(in.has(CONCURRENT_REQUESTS) ? in.integer(CONCURRENT_REQUESTS) : 0)
        .build();
  }

  private static void logs(FieldWriter out, Logs logs) {
    out.text("access", target(logs.access())).text("events", target(logs.events()));
  }

  private static Logs logs(Fields in) throws WireException {
    return new Logs(target(in, "access"), target(in, "events"));
  }

  private static String target(LogTarget target) {
    return switch (target) {
      case LogTarget.Off() -> "off";
      case LogTarget.Stdout() -> "stdout";
      case LogTarget.Stderr() -> "stderr";
      case LogTarget.ToFile(Path path) -> FILE + path;
    };
  }

  private static LogTarget target(Fields in, String name) throws WireException {
    String text = in.text(name);
    return switch (text) {
      case "off" -> LogTarget.OFF;
      case "stdout" -> LogTarget.STDOUT;
      case "stderr" -> LogTarget.STDERR;
      default -> {
        if (!text.startsWith(FILE)) {
          throw in.problem("%s: this version of the program does not know it".formatted(name));
        }
        yield file(in, text.substring(FILE.length()));
      }
    };
  }

  private static LogTarget file(Fields in, String path) throws WireException {
    try {
      return new LogTarget.ToFile(Path.of(path));
    } catch (InvalidPathException e) {
      throw in.problem(String.valueOf(e.getMessage()));
    }
  }
}
