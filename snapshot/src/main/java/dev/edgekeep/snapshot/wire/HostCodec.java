package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.HostDraft.AuthDraft;
import dev.edgekeep.snapshot.wire.HostDraft.CertificateDraft;
import dev.edgekeep.snapshot.wire.HostDraft.TrustDraft;
import org.jspecify.annotations.Nullable;

/** Hosts. */
final class HostCodec {
  private HostCodec() {}

  /**
   * @throws IllegalArgumentException when the host refers to something that is not in the snapshot
   */
  static void write(Host host, Snapshot snapshot, PartCollector parts) {
    check(host, snapshot);
    HostDraft draft = HostDraft.of(host);
    parts.add(
        PartKind.HOST,
        host.name().name(),
        out ->
            out.objects(
                    "certificates",
                    draft.certificates(),
                    (fields, certificate) -> certificate(fields, certificate, parts))
                .object("clientAuth", draft.clientAuth(), HostCodec::auth)
                .bytes("policy", parts.refer(new Blob.Policy(draft.policy())))
                .text("origin", draft.origin())
                .objects("!routes", draft.routes(), RouteCodec::write));
  }

  private static void check(Host host, Snapshot snapshot) {
    check(host, host.origin(), snapshot.origins().get(host.origin().name()));
    for (Route route : host.routes()) {
      check(host, route.origin(), snapshot.origins().get(route.origin().name()));
    }
    for (ServerCertificate certificate : host.certificates()) {
      if (certificate.key() instanceof ServerKey.OnKeyServer(var server)) {
        check(host, server, snapshot.keyServers().get(server.name()));
      }
    }
    for (ClientCa ca : host.clientAuth().cas()) {
      ClientCa filed = snapshot.clientCas().get(ca.name());
      check(host, ca, filed == null ? null : Linker.within(filed, ca.scope()));
    }
  }

  private static void check(Host host, Object has, @Nullable Object filed) {
    if (!has.equals(filed)) {
      throw new IllegalArgumentException(
          "host %s refers to something that the snapshot does not have: %s"
              .formatted(host.name(), has.getClass().getSimpleName()));
    }
  }

  static HostDraft read(String name, Fields in, References references) throws WireException {
    return new HostDraft(
        new HostPattern(name),
        in.objects("certificates", fields -> certificate(fields, references)),
        in.object("clientAuth", HostCodec::auth),
        references.require(in, "policy", PartKind.HOST_POLICY, Blob.Policy.class).policy(),
        in.text("origin"),
        in.objects("!routes", RouteCodec::read));
  }

  private static void certificate(
      FieldWriter out, CertificateDraft certificate, PartCollector parts) {
    out.bytes("chain", parts.refer(new Blob.Chain(certificate.chain())));
    if (certificate.key() != null) {
      out.bytes("key", parts.refer(new Blob.Key(certificate.key())));
    }
    out.text("keyServer", certificate.keyServer());
    if (certificate.ocspResponse() != null) {
      out.bytes("ocspResponse", parts.refer(new Blob.Ocsp(certificate.ocspResponse())));
    }
    out.object(
        "ocspFetch",
        certificate.ocspFetch(),
        (fields, fetch) -> AddressCodec.forbidden(fields, fetch.forbidden()));
  }

  private static CertificateDraft certificate(Fields in, References references)
      throws WireException {
    Blob.Key key = references.find(in, "key", PartKind.PRIVATE_KEY, Blob.Key.class);
    String keyServer = in.textOrNull("keyServer");
    if ((key == null) == (keyServer == null)) {
      throw in.problem("there is not exactly one of key and keyServer");
    }
    Blob.Ocsp ocsp = references.find(in, "ocspResponse", PartKind.OCSP_RESPONSE, Blob.Ocsp.class);
    return new CertificateDraft(
        references.require(in, "chain", PartKind.CHAIN, Blob.Chain.class).certificates(),
        key == null ? null : key.key(),
        keyServer,
        ocsp == null ? null : ocsp.response(),
        in.objectOrNull("ocspFetch", fields -> new OcspFetch(AddressCodec.forbidden(fields))));
  }

  private static void auth(FieldWriter out, AuthDraft auth) {
    out.choice("mode", auth.mode())
        .objects(
            "cas",
            auth.cas(),
            (fields, ca) ->
                fields.text("name", ca.name()).object("scope", ca.scope(), HostCodec::scope))
        .number("maxChainDepth", auth.maxChainDepth())
        .object("!fromHeader", auth.fromHeader(), HostCodec::fromHeader);
  }

  private static AuthDraft auth(Fields in) throws WireException {
    return new AuthDraft(
        in.choice("mode", ClientAuth.Mode.class),
        in.objects(
            "cas",
            ca -> new TrustDraft(ca.text("name"), ca.objectOrNull("scope", HostCodec::scope))),
        in.integer("maxChainDepth"),
        in.objectOrNull("!fromHeader", HostCodec::fromHeader));
  }

  private static void fromHeader(FieldWriter out, FromHeader header) {
    AddressCodec.ranges(out, "trust", header.trust());
    out.choice("format", header.format());
  }

  private static FromHeader fromHeader(Fields in) throws WireException {
    return new FromHeader(
        AddressCodec.ranges(in, "trust"), in.choice("format", FromHeader.Format.class));
  }

  static void scope(FieldWriter out, SiteScope scope) {
    out.text("site", scope.site()).flag("ownOnly", scope.ownOnly());
  }

  static SiteScope scope(Fields in) throws WireException {
    return new SiteScope(in.text("site"), in.flag("ownOnly"));
  }
}
