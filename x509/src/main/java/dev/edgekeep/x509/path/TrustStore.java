package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
  private final Map<Name, List<Anchor>> anchors;
  private final Map<Name, List<Intermediate>> intermediates;
  private final List<Name> acceptableNames;
  private final IdentityHashMap<TrustedCa, CrlPool> crls;
  private final ValidSignatures validSignatures;
  private final IdentityHashMap<TrustedCa, SerialSet> revokedSerials = new IdentityHashMap<>();

  private TrustStore(List<TrustedCa> cas) {
    this.cas = List.copyOf(cas);
    this.anchors = new HashMap<>();
    this.intermediates = new HashMap<>();
    this.crls = new IdentityHashMap<>();
    this.validSignatures = new ValidSignatures();
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
      revokedSerials.put(ca, ca.revokedSerials());
    }
    acceptableNames = List.copyOf(names);
  }

  /** The same with other serial numbers revoked; what is large is shared. */
  private TrustStore(TrustStore same, Map<String, SerialSet> revokedSerials) {
    this.cas = same.cas;
    this.anchors = same.anchors;
    this.intermediates = same.intermediates;
    this.acceptableNames = same.acceptableNames;
    this.crls = same.crls;
    this.validSignatures = same.validSignatures;
    for (TrustedCa ca : cas) {
      this.revokedSerials.put(ca, revokedSerials.getOrDefault(ca.name(), SerialSet.EMPTY));
    }
  }

  /** A store of these CAs. None may be empty of meaning: a CA without an anchor verifies nobody. */
  public static TrustStore of(List<TrustedCa> cas) {
    return new TrustStore(cas);
  }

  /**
   * The same CAs with these serial numbers revoked instead of those before; cheap, however many
   * they are.
   *
   * @param byCa by the names of the CAs; one that is not named has none
   */
  public TrustStore withRevokedSerials(Map<String, SerialSet> byCa) {
    return new TrustStore(this, byCa);
  }

  /**
   * The first certificate of a path whose serial number is revoked; null when there is none. What
   * counts is what the path's CA has revoked, and what any other has that holds the same key of an
   * issuer: whoever is trusted under two names is not let in under the one that does not know. No
   * signature is checked.
   *
   * @param path leaf first, anchor last
   */
  // Two CAs with equal values are two all the same.
  @SuppressWarnings("ReferenceEquality")
  public @Nullable Certificate revokedOn(List<Certificate> path, TrustedCa ca) {
    for (int i = 0; i < path.size(); i++) {
      Certificate certificate = path.get(i);
      List<Certificate> issuers = path.subList(i + 1, path.size());
      for (TrustedCa other : cas) {
        if (revokedSerials.getOrDefault(other, SerialSet.EMPTY).containsSerialOf(certificate)
            && (other == ca || issuers.stream().anyMatch(other::holdsKeyOf))) {
          return certificate;
        }
      }
    }
    return null;
  }

  /**
   * The lists of the other CAs that hold the same key of an issuer on the path. What they revoke is
   * revoked here, too; a status that they do not tell is no obstacle.
   */
  // Two CAs with equal values are two all the same.
  @SuppressWarnings("ReferenceEquality")
  List<CrlPool> otherLists(List<Certificate> path, TrustedCa ca) {
    if (cas.size() < 2) {
      return List.of();
    }
    List<Certificate> issuers = path.subList(1, path.size());
    return cas.stream()
        .filter(other -> other != ca && !other.crls().isEmpty())
        .filter(other -> issuers.stream().anyMatch(other::holdsKeyOf))
        .map(this::crls)
        .toList();
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
