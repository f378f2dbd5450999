package dev.edgekeep.config.material;

import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.List;
import java.util.Set;

/**
 * What a CA has revoked.
 *
 * @param crls when not empty, every certificate of a path needs a current list
 * @param serials revoked serial numbers of certificates issued under this CA
 */
public record Revoked(List<RevocationList> crls, Set<SerialNumber> serials) {
  public static final Revoked NOTHING = new Revoked(List.of(), Set.of());

  public Revoked {
    crls = List.copyOf(crls);
    serials = Set.copyOf(serials);
  }
}
