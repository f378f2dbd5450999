package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.KeyPin;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.ProxyVersion;
import dev.edgekeep.snapshot.OriginIdentity;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Origins, key servers and client CAs: hosts refer to them by name. */
final class ServerCodec {
  /** A node that ignored it would speak to servers that refuse it. */
  private static final String PROXY_PROTOCOL = "!sendProxyProtocol";

  /** A node that ignored them would accept other servers. */
  private static final String PINS = "!pins";

  /** A node that ignored it would connect without a certificate. */
  private static final String KEYLESS = "!keylessIdentity";

  private ServerCodec() {}

  static void write(Origin origin, PartCollector parts) {
    parts.add(
        PartKind.ORIGIN,
        origin.name(),
        out -> {
          out.objects("servers", origin.servers(), OriginPolicyCodec::write);
          OriginPolicyCodec.write(out, origin.policy());
          out.object("tls", origin.tls(), (fields, tls) -> tls(fields, tls, parts));
          if (origin.sendProxyProtocol() != null) {
            out.choice(PROXY_PROTOCOL, origin.sendProxyProtocol());
          }
          AddressCodec.forbidden(out, origin.forbidden());
        });
  }

  /** Finds a key server by its name; null: there is none. */
  @FunctionalInterface
  interface KeyServers {
    @Nullable KeyServer find(String name) throws WireException;
  }

  static Origin origin(String name, Fields in, References references, KeyServers keyServers)
      throws WireException {
    return new Origin(
        name,
        in.objects("servers", OriginPolicyCodec::server),
        OriginPolicyCodec.policy(in),
        in.objectOrNull("tls", tls -> tls(tls, references, keyServers)),
        in.has(PROXY_PROTOCOL) ? in.choice(PROXY_PROTOCOL, ProxyVersion.class) : null,
        AddressCodec.forbidden(in));
  }

  private static void tls(FieldWriter out, Origin.Tls tls, PartCollector parts) {
    AddressCodec.trust(out, tls.trust(), parts);
    out.text("serverName", tls.serverName());
    identity(out, tls.identity(), parts);
    out.texts(PINS, tls.pins().stream().map(KeyPin::base64).toList());
  }

  private static void identity(
      FieldWriter out, @Nullable OriginIdentity identity, PartCollector parts) {
    if (identity == null) {
      return;
    }
    switch (identity.key()) {
      case ServerKey.Held(PrivateKeyDer key) ->
          AddressCodec.identity(out, new Identity(identity.chain(), key), parts);
      case ServerKey.OnKeyServer(KeyServer server) ->
          out.object(
              KEYLESS,
              identity,
              (fields, each) ->
                  fields
                      .bytes("chain", parts.refer(new Blob.Chain(each.chain())))
                      .text("keyServer", server.name()));
    }
  }

  private static @Nullable OriginIdentity identity(
      Fields in, References references, KeyServers keyServers) throws WireException {
    Identity held = AddressCodec.identity(in, references);
    return held != null
        ? OriginIdentity.of(held)
        : in.objectOrNull(KEYLESS, fields -> keyless(fields, references, keyServers));
  }

  private static OriginIdentity keyless(Fields in, References references, KeyServers keyServers)
      throws WireException {
    String name = in.text("keyServer");
    KeyServer server = keyServers.find(name);
    if (server == null) {
      throw in.problem(
          "it refers to %s, which is not there".formatted(PartKind.KEY_SERVER.id(name)));
    }
    return new OriginIdentity(
        references.require(in, "chain", PartKind.CHAIN, Blob.Chain.class).certificates(),
        new ServerKey.OnKeyServer(server));
  }

  private static Origin.Tls tls(Fields in, References references, KeyServers keyServers)
      throws WireException {
    return new Origin.Tls(
        AddressCodec.trust(in, references),
        in.textOrNull("serverName"),
        identity(in, references, keyServers),
        in.texts(PINS).stream().map(KeyPin::new).toList());
  }

  static void write(KeyServer server, PartCollector parts) {
    parts.add(
        PartKind.KEY_SERVER,
        server.name(),
        out -> {
          out.objects(
              "addresses",
              server.addresses(),
              (fields, address) ->
                  fields.text("host", address.host()).number("port", address.port()));
          AddressCodec.identity(out, server.identity(), parts);
          AddressCodec.trust(out, server.trust(), parts);
          out.text("serverName", server.serverName()).millis("timeoutMillis", server.timeout());
          AddressCodec.forbidden(out, server.forbidden());
        });
  }

  static KeyServer keyServer(String name, Fields in, References references) throws WireException {
    return new KeyServer(
        name,
        in.objects(
            "addresses",
            address -> new KeyServer.Address(address.text("host"), address.integer("port"))),
        AddressCodec.identity(in, references),
        AddressCodec.trust(in, references),
        in.textOrNull("serverName"),
        in.millis("timeoutMillis"),
        AddressCodec.forbidden(in));
  }

  static void write(ClientCa ca, PartCollector parts) {
    parts.add(
        PartKind.CLIENT_CA,
        ca.name(),
        out -> {
          out.binaries("certificates", ca.certificates().stream().map(Certificate::der).toList())
              .binaries(
                  "revocationLists",
                  ca.crls().stream().map(list -> parts.refer(new Blob.Crl(list))).toList())
              .object("!remote", RevocationCodec.orNull(ca.remote()), RevocationCodec::write)
              .object("scope", ca.scope(), HostCodec::scope);
        });
  }

  static ClientCa clientCa(String name, Fields in, References references) throws WireException {
    List<RevocationList> lists = new ArrayList<>();
    for (byte[] hash : in.binaries("revocationLists")) {
      lists.add(references.find(in, hash, PartKind.REVOCATION_LIST, Blob.Crl.class).list());
    }
    return new ClientCa(
        name,
        Blob.certificates(in, "certificates"),
        lists,
        RevocationCodec.remote(in.objectOrNull("!remote", RevocationCodec::read)),
        in.objectOrNull("scope", HostCodec::scope));
  }
}
