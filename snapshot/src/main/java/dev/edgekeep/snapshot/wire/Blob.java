package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.snapshot.GeoDatabase;
import dev.edgekeep.snapshot.HostPolicy;
import dev.edgekeep.snapshot.OcspResponse;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The value of a part that other parts refer to by its content hash, so that what many of them
 * share is sent once: a wildcard certificate of a thousand hosts, the settings of all of them.
 */
sealed interface Blob {
  /** A certificate chain. */
  record Chain(List<Certificate> certificates) implements Blob {}

  record Key(PrivateKeyDer key) implements Blob {}

  record Ocsp(OcspResponse response) implements Blob {}

  record Crl(RevocationList list) implements Blob {}

  record Policy(HostPolicy policy) implements Blob {}

  record Lists(NamedLists lists) implements Blob {}

  record Geo(GeoDatabase database) implements Blob {}

  default PartKind kind() {
    return switch (this) {
      case Chain _ -> PartKind.CHAIN;
      case Key _ -> PartKind.PRIVATE_KEY;
      case Ocsp _ -> PartKind.OCSP_RESPONSE;
      case Crl _ -> PartKind.REVOCATION_LIST;
      case Policy _ -> PartKind.HOST_POLICY;
      case Lists _ -> PartKind.RULE_LISTS;
      case Geo _ -> PartKind.GEO_DATABASE;
    };
  }

  /** The body: DER and databases as they are, everything else as a map. */
  default byte[] body() {
    return switch (this) {
      case Chain(List<Certificate> certificates) ->
          FieldWriter.body(out ->
              out.binaries("certificates", certificates.stream().map(Certificate::der).toList()));
      case Key(PrivateKeyDer key) -> key.pkcs8();
      case Ocsp(OcspResponse response) -> response.der();
      case Crl(RevocationList list) -> list.der();
      case Policy(HostPolicy policy) -> FieldWriter.body(out -> PolicyCodec.write(out, policy));
      case Lists(NamedLists lists) ->
          FieldWriter.body(
              out -> out.objects("lists", new TreeMap<>(lists.lists()).entrySet(), LIST));
      case Geo(GeoDatabase database) -> database.content();
    };
  }

  BiConsumer<FieldWriter, Map.Entry<String, List<String>>> LIST =
      (out, list) -> out.text("name", list.getKey()).texts("values", list.getValue());

  /** Reads a body of a kind that is keyed by content. */
  static Blob read(PartKind kind, PartId id, byte[] body) throws WireException {
    try {
      return switch (kind) {
        case CHAIN ->
            Fields.read(id, body, fields -> new Chain(certificates(fields, "certificates")));
        case PRIVATE_KEY -> new Key(new PrivateKeyDer(body));
        case OCSP_RESPONSE -> new Ocsp(new OcspResponse(body));
        case REVOCATION_LIST -> new Crl(RevocationList.parse(body));
        case HOST_POLICY -> new Policy(Fields.read(id, body, PolicyCodec::read));
        case RULE_LISTS -> new Lists(Fields.read(id, body, Blob::lists));
        case GEO_DATABASE -> new Geo(GeoDatabase.of(body));
        default -> throw new IllegalStateException(kind + " is not keyed by content");
      };
    } catch (CertificateFormatException | IOException e) {
      throw new WireException(id, String.valueOf(e.getMessage()));
    }
  }

  /** The certificates of a list of DER encodings. */
  static List<Certificate> certificates(Fields fields, String name) throws WireException {
    List<Certificate> certificates = new ArrayList<>();
    for (byte[] der : fields.binaries(name)) {
      try {
        certificates.add(Certificate.parse(der));
      } catch (CertificateFormatException e) {
        throw fields.problem("%s[%d]: %s".formatted(name, certificates.size(), e.getMessage()));
      }
    }
    return List.copyOf(certificates);
  }

  private static NamedLists lists(Fields fields) throws WireException {
    Map<String, List<String>> lists = new TreeMap<>();
    for (Map.Entry<String, List<String>> list :
        fields.objects(
            "lists", each -> Map.entry(each.text("name"), List.copyOf(each.texts("values"))))) {
      lists.put(list.getKey(), list.getValue());
    }
    return new NamedLists(lists);
  }
}
