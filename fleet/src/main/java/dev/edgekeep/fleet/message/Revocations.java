package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Certificates that were revoked, ahead of the snapshot that has them. A node refuses them until a
 * snapshot of this version or a newer one is in force. Immutable.
 *
 * @param version of the snapshot that has them
 * @param clientCas the revoked serial numbers by the name of the client CA
 */
public record Revocations(long version, Map<String, SerialSet> clientCas) {
  private static final PartId PART = new PartId("revocations", "");

  public Revocations {
    clientCas = Map.copyOf(clientCas);
  }

  public byte[] bytes() {
    return FieldWriter.body(out ->
        out.number("version", version)
            .objects(
                "clientCas",
                new TreeMap<>(clientCas).entrySet(),
                (item, ca) ->
                    item.text("name", ca.getKey()).binaries("serials", octets(ca.getValue()))));
  }

  private static List<byte[]> octets(SerialSet serials) {
    List<byte[]> octets = new ArrayList<>();
    serials.forEach(serial -> octets.add(serial.value().toByteArray()));
    return octets;
  }

  /**
   * @throws WireException when the bytes are no revocations
   */
  public static Revocations read(byte[] bytes) throws WireException {
    return Fields.read(
        PART,
        bytes,
        in -> {
          Map<String, SerialSet> cas = new TreeMap<>();
          for (Map.Entry<String, SerialSet> ca : in.objects("clientCas", Revocations::clientCa)) {
            if (cas.put(ca.getKey(), ca.getValue()) != null) {
              throw in.problem("clientCas: \"%s\" is there twice".formatted(ca.getKey()));
            }
          }
          return new Revocations(in.number("version"), cas);
        });
  }

  private static Map.Entry<String, SerialSet> clientCa(Fields in) throws WireException {
    List<SerialNumber> serials = new ArrayList<>();
    for (byte[] octets : in.binaries("serials")) {
      if (octets.length == 0 || octets.length > 64) {
        throw in.problem("serials: a serial number has 1 to 64 octets");
      }
      serials.add(new SerialNumber(new BigInteger(octets)));
    }
    return Map.entry(in.text("name"), SerialSet.of(serials));
  }
}
