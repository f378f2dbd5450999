package dev.edgekeep.config.material;

import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.List;

/**
 * The revocations of a CA. Immutable.
 *
 * @param crls unless empty, every certificate of a path needs a current list
 * @param serials revoked serial numbers of certificates issued under this CA
 */
public record Revoked(List<RevocationList> crls, SerialSet serials) {
  public static final Revoked NOTHING = new Revoked(List.of(), SerialSet.EMPTY);

  public Revoked {
    crls = List.copyOf(crls);
  }
}
