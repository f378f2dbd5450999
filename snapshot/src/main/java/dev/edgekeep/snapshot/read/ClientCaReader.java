package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ClientCa.Revoked;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code clientCas}. */
final class ClientCaReader {
  private final CertificateReader certificates;
  private final RevocationListReader lists;

  ClientCaReader(CertificateReader certificates, RevocationListReader lists) {
    this.certificates = certificates;
    this.lists = lists;
  }

  /** Every client CA by its name; those that cannot be made are null, so that names are known. */
  Map<String, @Nullable ClientCa> read(@Nullable Value value) {
    Map<String, @Nullable ClientCa> cas = new LinkedHashMap<>();
    Section section = value == null ? null : value.section();
    if (section != null) {
      section.named().forEach((name, ca) -> cas.put(name, clientCa(name, ca)));
    }
    return cas;
  }

  private @Nullable ClientCa clientCa(String name, Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value bundle = section.require("certificates", "give the roots, as in {file: partners-ca.pem}");
    Value revokedValue = section.get("revoked");
    section.end();
    List<Certificate> cas = bundle == null ? List.of() : certificates.clientCas(bundle);
    Revoked revoked = revokedValue == null ? Revoked.NOTHING : revoked(revokedValue, cas);
    return cas.isEmpty() ? null : new ClientCa(name, cas, revoked);
  }

  /** {@code {file: …}}, {@code {pem: …}} or {@code {serials: […]}}, or serials beside a list. */
  private Revoked revoked(Value value, List<Certificate> cas) {
    Section section = value.section();
    if (section == null) {
      return Revoked.NOTHING;
    }
    Value serials = section.get("serials");
    boolean hasLists = section.hasOther("serials");
    List<RevocationList> crls = hasLists ? lists.read(section.without("serials"), cas) : List.of();
    if (serials == null && !hasLists) {
      section.error("give a list, as in {file: partners.crl}, or serials");
    }
    return new Revoked(crls, serials == null ? Set.of() : serials(serials));
  }

  private static Set<SerialNumber> serials(Value value) {
    Set<SerialNumber> serials = new LinkedHashSet<>();
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
    return serials;
  }
}
