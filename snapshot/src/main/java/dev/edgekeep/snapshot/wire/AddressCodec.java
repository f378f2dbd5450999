package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.x509.cert.Certificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses, and who the edge is to the servers at them. */
final class AddressCodec {
  private AddressCodec() {}

  static void socket(FieldWriter out, InetSocketAddress address) {
    out.text("address", address.getAddress().getHostAddress()).number("port", address.getPort());
  }

  static InetSocketAddress socket(Fields in) throws WireException {
    return new InetSocketAddress(InetAddress.ofLiteral(in.text("address")), in.integer("port"));
  }

  /** Nothing where nothing is forbidden. */
  static void forbidden(FieldWriter out, ForbiddenAddresses forbidden) {
    out.object(
        "forbidden",
        forbidden.equals(ForbiddenAddresses.NONE) ? null : forbidden,
        (fields, each) ->
            fields
                .objects("own", each.own(), AddressCodec::socket)
                .flag("internal", each.isInternalForbidden())
                .texts("allowed", each.allowed().stream().map(AddressRange::toString).toList()));
  }

  static ForbiddenAddresses forbidden(Fields in) throws WireException {
    ForbiddenAddresses forbidden =
        in.objectOrNull(
            "forbidden",
            each ->
                new ForbiddenAddresses(
                    each.objects("own", AddressCodec::socket),
                    each.flag("internal"),
                    each.texts("allowed").stream().map(AddressRange::parse).toList()));
    return forbidden == null ? ForbiddenAddresses.NONE : forbidden;
  }

  static void ranges(FieldWriter out, String name, List<AddressRange> ranges) {
    out.texts(name, ranges.stream().map(AddressRange::toString).toList());
  }

  static List<AddressRange> ranges(Fields in, String name) throws WireException {
    return in.texts(name).stream().map(AddressRange::parse).toList();
  }

  static void identity(FieldWriter out, @Nullable Identity identity, PartCollector parts) {
    out.object(
        "identity",
        identity,
        (fields, each) ->
            fields
                .bytes("chain", parts.refer(new Blob.Chain(each.chain())))
                .bytes("key", parts.refer(new Blob.Key(each.key()))));
  }

  static @Nullable Identity identity(Fields in, References references) throws WireException {
    return in.objectOrNull(
        "identity",
        fields ->
            new Identity(
                references
                    .require(fields, "chain", PartKind.CHAIN, Blob.Chain.class)
                    .certificates(),
                references.require(fields, "key", PartKind.PRIVATE_KEY, Blob.Key.class).key()));
  }

  /** A reference to certificates; none where there are none. */
  static void trust(FieldWriter out, List<Certificate> trust, PartCollector parts) {
    out.bytes("trust", trust.isEmpty() ? null : parts.refer(new Blob.Chain(trust)));
  }

  static List<Certificate> trust(Fields in, References references) throws WireException {
    Blob.Chain chain = references.find(in, "trust", PartKind.CHAIN, Blob.Chain.class);
    return chain == null ? List.of() : chain.certificates();
  }
}
