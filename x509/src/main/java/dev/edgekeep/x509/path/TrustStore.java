package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What paths are validated against: certificate authorities, found by subject. Immutable but for a
 * bounded memory of signatures between its own certificates; any thread.
 */
public final class TrustStore {
  /** A trust anchor and the CA that it belongs to. */
  record Anchor(Certificate certificate, TrustedCa ca) {}

  /** An intermediate that peers may leave out. */
  record Intermediate(Certificate certificate, TrustedCa ca) {}

  private final List<TrustedCa> cas;
  private final Map<Name, List<Anchor>> anchors = new HashMap<>();
  private final Map<Name, List<Intermediate>> intermediates = new HashMap<>();
  private final List<Name> acceptableNames;
  private final IdentityHashMap<TrustedCa, CrlPool> crls = new IdentityHashMap<>();
  private final ValidSignatures validSignatures = new ValidSignatures();

  private TrustStore(List<TrustedCa> cas) {
    this.cas = List.copyOf(cas);
    LinkedHashSet<Name> names = new LinkedHashSet<>();
    for (TrustedCa ca : cas) {
      for (Certificate certificate : ca.anchors()) {
        Name subject = certificate.subject();
        anchors.computeIfAbsent(subject, n -> new ArrayList<>(1)).add(new Anchor(certificate, ca));
        names.add(subject);
      }
      for (Certificate certificate : ca.intermediates()) {
        Name subject = certificate.subject();
        intermediates
            .computeIfAbsent(subject, n -> new ArrayList<>(1))
            .add(new Intermediate(certificate, ca));
        names.add(subject);
      }
    }
    for (TrustedCa ca : cas) {
      crls.put(ca, new CrlPool(ca.crls()));
    }
    acceptableNames = List.copyOf(names);
  }

  /** A store of these CAs. None may be empty of meaning: a CA without an anchor verifies nobody. */
  public static TrustStore of(List<TrustedCa> cas) {
    return new TrustStore(cas);
  }

  public List<TrustedCa> cas() {
    return cas;
  }

  /** The subjects of all its certificates: what a TLS CertificateRequest tells the client. */
  public List<Name> acceptableNames() {
    return acceptableNames;
  }

  List<Anchor> anchors(Name subject) {
    return anchors.getOrDefault(subject, List.of());
  }

  List<Intermediate> intermediates(Name subject) {
    return intermediates.getOrDefault(subject, List.of());
  }

  CrlPool crls(TrustedCa ca) {
    return Objects.requireNonNull(crls.get(ca));
  }

  /** Signatures by this store's own keys that have been found valid. */
  ValidSignatures validSignatures() {
    return validSignatures;
  }
}
