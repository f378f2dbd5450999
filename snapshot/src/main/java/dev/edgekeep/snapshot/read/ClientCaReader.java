package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Revoked;
import dev.edgekeep.config.material.RevokedReader;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code clientCas}. */
final class ClientCaReader {
  private final CertificateReader certificates;
  private final RevokedReader revocations;
  private final RemoteRevocationReader remote;
  private final Map<String, SerialSet> revokedSerials = new HashMap<>();

  /**
   * @param forbidden addresses from which no revocation status is obtained
   */
  ClientCaReader(
      CertificateReader certificates, RevokedReader revocations, ForbiddenAddresses forbidden) {
    this.certificates = certificates;
    this.revocations = revocations;
    this.remote = new RemoteRevocationReader(forbidden);
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

  /** Serial numbers that the CAs that were read have revoked, by the name of the CA. */
  Map<String, SerialSet> revokedSerials() {
    return revokedSerials;
  }

  private @Nullable ClientCa clientCa(String name, Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value bundle = section.require("certificates", "give the roots, as in {file: partners-ca.pem}");
    Value revokedValue = section.get("revoked");
    ClientOcsp ocsp = remote.ocsp(section.get("ocsp"));
    section.end();
    List<Certificate> cas = bundle == null ? List.of() : certificates.clientCas(bundle);
    Section revokedSection = revokedValue == null ? null : revokedValue.section();
    if (revokedSection == null) {
      return cas.isEmpty() ? null : clientCa(name, cas, Revoked.NOTHING, remote.of(null, ocsp));
    }
    RemoteLists lists = remote.lists(revokedSection);
    Revoked revoked =
        lists != null && !revokedSection.hasOther(RemoteRevocationReader.KEYS_OF_LISTS)
            ? Revoked.NOTHING
            : revocations.read(revokedSection.without(RemoteRevocationReader.KEYS_OF_LISTS), cas);
    return cas.isEmpty() ? null : clientCa(name, cas, revoked, remote.of(lists, ocsp));
  }

  private ClientCa clientCa(
      String name, List<Certificate> cas, Revoked revoked, RemoteRevocation elsewhere) {
    revokedSerials.put(name, revoked.serials());
    return new ClientCa(name, cas, revoked.crls()).withRemote(elsewhere);
  }
}
