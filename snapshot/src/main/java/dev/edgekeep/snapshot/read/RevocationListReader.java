package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.material.Material;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.List;

/** Reads certificate revocation lists. */
final class RevocationListReader {
  private final Materials materials;
  private final Instant now;

  RevocationListReader(Materials materials, Instant now) {
    this.materials = materials;
    this.now = now;
  }

  /**
   * The lists that a value names.
   *
   * @param cas who may have signed them; empty when those are wrong themselves
   */
  List<RevocationList> read(Value value, List<Certificate> cas) {
    Material material = materials.read(value, RevocationList.MAX_BYTES);
    if (material == null) {
      return List.of();
    }
    try {
      List<RevocationList> lists = PemFiles.revocationLists(material.bytes());
      lists.forEach(list -> tellDoubts(value, list, cas));
      return lists;
    } catch (CertificateFormatException e) {
      material.error(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private void tellDoubts(Value value, RevocationList list, List<Certificate> cas) {
    Instant nextUpdate = list.nextUpdate();
    if (nextUpdate != null && nextUpdate.isBefore(now)) {
      value.warning(
          "the list of %s has expired on %s; it says nothing about what was revoked since"
              .formatted(list.issuer(), nextUpdate));
    }
    if (!cas.isEmpty()) {
      tellUnsigned(value, list, cas);
    }
  }

  private static void tellUnsigned(Value value, RevocationList list, List<Certificate> cas) {
    List<Certificate> signers =
        cas.stream().filter(ca -> ca.subject().equals(list.issuer())).toList();
    if (signers.isEmpty()) {
      value.warning(
          "the list is signed by %s, which is not among the CA's certificates: it does not count"
              .formatted(list.issuer()));
    } else if (signers.stream().noneMatch(ca -> list.isSignedBy(ca.subjectPublicKey()))) {
      value.warning(
          "the signature of the list of %s does not verify: it does not count"
              .formatted(list.issuer()));
    }
  }
}
