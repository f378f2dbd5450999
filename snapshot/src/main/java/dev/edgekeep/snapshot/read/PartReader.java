package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.logs.LogsReader;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.tracing.TracingReader;
import dev.edgekeep.config.tracing.TracingSettings;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.GeoDatabase;
import dev.edgekeep.snapshot.HostPolicy;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.snapshot.RuleAction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of a snapshot one by one, in the same form as in a file, for a program that stores
 * them separately. Errors are added to the problems of the value; the result is null then. Blocks
 * where files may be named.
 */
public final class PartReader {
  private final Materials materials;
  private final CertificateReader certificates;
  private final ForbiddenAddresses forbidden;

  /**
   * @param folder the base of relative paths; null: files may not be named
   * @param now the time at which certificates should be valid
   */
  public PartReader(@Nullable Path folder, Instant now) {
    this(folder, now, ForbiddenAddresses.NONE);
  }

  /**
   * @param forbidden addresses that no origin, key server or source of revocation status may have
   */
  public PartReader(@Nullable Path folder, Instant now, ForbiddenAddresses forbidden) {
    this.materials = new Materials(folder);
    this.certificates = new CertificateReader(materials, now);
    this.forbidden = forbidden;
  }

  /** An entry of {@code origins}. */
  public @Nullable Origin origin(String name, Value value, KeyServerLookup keyServers) {
    return new OriginReader(certificates, keyServers, forbidden).origin(name, value);
  }

  /** An entry of {@code keyServers}. */
  public @Nullable KeyServer keyServer(String name, Value value) {
    return new KeyServerReader(certificates, forbidden).keyServer(name, value);
  }

  /**
   * The revocation status of a client CA that edge nodes obtain from elsewhere: its {@code ocsp},
   * and its {@code revoked} with lists that are fetched, and no others.
   */
  public RemoteRevocation remoteRevocation(Section clientCa) {
    return new RemoteRevocationReader(forbidden)
        .read(clientCa.get("revoked"), clientCa.get("ocsp"));
  }

  /** {@code tls}, {@code https}, {@code forward} and the settings of exchanges of a host. */
  public HostPolicy policy(Section host) {
    return new HostPolicy(
        TlsReader.read(host.get("tls")),
        HttpPolicyReader.https(host.get("https")),
        HttpPolicyReader.forward(host.get("forward")),
        ExchangePolicyReader.read(host, materials));
  }

  /**
   * {@code routes} of a host, with the names that they refer to.
   *
   * @param mode of the host; null: it is not known here
   * @param policy of the same host
   */
  public List<RouteContent> routes(Section host, @Nullable Mode mode, HostPolicy policy) {
    return RouteReader.read(host.get("routes"), mode, policy.forward().ambiguousPaths()).stream()
        .map(RouteReader.Draft::content)
        .toList();
  }

  /**
   * {@code fromHeader} of a host's {@code clientAuth}.
   *
   * @param mode of the host; null: it is not known here
   */
  public @Nullable FromHeader fromHeader(@Nullable Value value, @Nullable Mode mode) {
    return FromHeaderReader.read(value, mode);
  }

  /**
   * {@code when}, {@code action} with its parameters, and {@code enabled} of an entry of {@code
   * rules}. There are no lists that it could name.
   */
  public @Nullable RuleContent rule(Section rule) {
    return RulesReader.content(rule, NamedLists.NONE);
  }

  /** {@code admin}; null where it is left out, off or wrong. */
  public @Nullable AdminEndpoint admin(@Nullable Value value) {
    return value == null ? null : new ListenerReader().admin(value);
  }

  /** {@code action} of a rule, with its parameters. */
  public @Nullable RuleAction action(Section rule) {
    return ActionReader.read(rule);
  }

  /**
   * {@code listeners}, {@code admin}, {@code geoip}, {@code limits}, {@code logs} and {@code
   * tracing}.
   */
  public NodeSettings node(Section section) {
    Value nameValue = section.get("name");
    String name = nameValue == null ? null : nameValue.name();
    ListenerReader addresses = new ListenerReader();
    List<Listener> listeners =
        addresses.listeners(section.require("listeners", "give one, as in - {address: \":8443\"}"));
    AdminEndpoint admin = addresses.admin(section.get("admin"));
    GeoDatabase geo = new GeoReader(materials).read(section.get("geoip"));
    Limits limits = LimitsReader.read(section.get("limits"));
    Logs logs = new LogsReader(materials).read(section.get("logs"), "access", Logs::new);
    TracingSettings tracing = new TracingReader(materials).read(section.get("tracing"), true);
    section.end();
    return new NodeSettings(name, listeners, admin, geo, limits, logs, tracing);
  }
}
