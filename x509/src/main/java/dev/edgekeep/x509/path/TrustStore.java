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
 * The certificate authorities that paths are validated against, found by subject. Immutable except
 * for a bounded cache of signatures among its own certificates; any thread.
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

  /** The same store with other revoked serial numbers; large parts are shared. */
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

  /** A store of these CAs. A CA without an anchor verifies nobody. */
  public static TrustStore of(List<TrustedCa> cas) {
    return new TrustStore(cas);
  }

  /**
   * The same CAs with other revoked serial numbers; cheap for any number of them.
   *
   * @param byCa by the names of the CAs; a CA that is not in the map has none
   */
  public TrustStore withRevokedSerials(Map<String, SerialSet> byCa) {
    return new TrustStore(this, byCa);
  }

  /** Returns whether another store differs from this one in revoked serial numbers at most. */
  // Two lists of equal CAs are still different lists.
  @SuppressWarnings("ReferenceEquality")
  public boolean differsOnlyInSerials(TrustStore other) {
    return cas == other.cas;
  }

  /**
   * The first certificate in a path whose serial number is revoked; null if there is none. A
   * revocation applies if it is by the path's CA, or by another CA that holds the same key of an
   * issuer: a client that is trusted through two CAs is not accepted through the one without the
   * revocation. No signature is checked.
   *
   * @param path leaf first, anchor last
   */
  // Two CAs with equal values are still different CAs.
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
   * The lists of the other CAs that hold the same key of an issuer in the path. Their revocations
   * apply as well; a status that they do not determine is no obstacle.
   */
  // Two CAs with equal values are still different CAs.
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

  /** The subjects of all certificates, for the client in a TLS CertificateRequest. */
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

  /** Cached valid signatures by this store's own keys. */
  ValidSignatures validSignatures() {
    return validSignatures;
  }
}
