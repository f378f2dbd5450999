package dev.edgekeep.config.material;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.path.TrustWarnings;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the revocations of a CA. One thread; blocks. */
public final class RevokedReader {
  private final Materials materials;
  private final Instant now;

  public RevokedReader(Materials materials, Instant now) {
    this.materials = materials;
    this.now = now;
  }

  /**
   * {@code {file: …}}, {@code {pem: …}} or {@code {serials: […]}}, or serials beside a list.
   *
   * @param value null: nothing is revoked
   * @param cas the CAs that may have signed the lists; empty when those are invalid
   */
  public Revoked read(@Nullable Value value, List<Certificate> cas) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return Revoked.NOTHING;
    }
    Value serials = section.get("serials");
    boolean hasLists = section.hasOther("serials");
    List<RevocationList> crls = hasLists ? lists(section.without("serials"), cas) : List.of();
    if (serials == null && !hasLists) {
      section.error("give a list, such as {file: partners.crl}, or serials");
    }
    return new Revoked(crls, serials == null ? SerialSet.EMPTY : serials(serials));
  }

  private static SerialSet serials(Value value) {
    List<SerialNumber> serials = new ArrayList<>();
    for (Value item : value.items()) {
      String text = item.text();
      if (text == null) {
        continue;
      }
      try {
        serials.add(SerialNumber.parse(text));
      } catch (IllegalArgumentException e) {
        item.error(String.valueOf(e.getMessage()));
      }
    }
    return SerialSet.of(serials);
  }

  private List<RevocationList> lists(Value value, List<Certificate> cas) {
    Material material = materials.read(value, RevocationList.MAX_BYTES);
    if (material == null) {
      return List.of();
    }
    material.warnAboutPem();
    try {
      List<RevocationList> lists = PemFiles.revocationLists(material.bytes());
      if (!cas.isEmpty()) {
        TrustedCa ca = TrustedCa.of("", cas, lists, SerialSet.EMPTY);
        TrustWarnings.ofLists(ca, now).forEach(value::warning);
      }
      return lists;
    } catch (CertificateFormatException e) {
      material.error(String.valueOf(e.getMessage()));
      return List.of();
    }
  }
}
