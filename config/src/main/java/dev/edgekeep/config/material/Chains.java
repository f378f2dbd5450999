package dev.edgekeep.config.material;

import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.der.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the certificates of a chain in order, leaf first. Issuers are found by names and key
 * identifiers. Clients verify the signatures; verifying them here would take minutes for a large
 * configuration.
 */
public final class Chains {
  private static final String[] ORDINALS = {
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"
  };

  private Chains() {}

  /** The chain in order; empty when it has a gap, which {@link #gap} describes. */
  public static Optional<List<Certificate>> inOrder(List<Certificate> certificates) {
    if (gapAfter(certificates) < 0) {
      return Optional.of(certificates);
    }
    return certificates.stream()
        .filter(one -> certificates.stream().noneMatch(other -> isIssuedBy(other, one)))
        .findFirst()
        .map(leaf -> walk(leaf, certificates))
        .filter(chain -> chain.size() == certificates.size());
  }

  private static List<Certificate> walk(Certificate leaf, List<Certificate> certificates) {
    List<Certificate> left = new ArrayList<>(certificates);
    List<Certificate> chain = new ArrayList<>();
    Optional<Certificate> next = Optional.of(leaf);
    while (next.isPresent()) {
      Certificate current = next.get();
      chain.add(current);
      left.remove(current);
      next = left.stream().filter(issuer -> isIssuedBy(current, issuer)).findFirst();
    }
    return List.copyOf(chain);
  }

  /** Describes the gap in a chain. */
  public static String gap(List<Certificate> certificates) {
    int at = gapAfter(certificates);
    return "the %s certificate (%s) did not issue the %s (%s), whose issuer is %s; add that one, or"
            .formatted(
                ordinal(at + 1),
                certificates.get(at + 1).subject(),
                ordinal(at),
                certificates.get(at).subject(),
                certificates.get(at).issuer())
        + " remove certificates that do not belong to the chain";
  }

  private static int gapAfter(List<Certificate> certificates) {
    for (int i = 0; i + 1 < certificates.size(); i++) {
      if (!isIssuedBy(certificates.get(i), certificates.get(i + 1))) {
        return i;
      }
    }
    return -1;
  }

  private static String ordinal(int index) {
    return index < ORDINALS.length ? ORDINALS[index] : (index + 1) + "th";
  }

  private static boolean isIssuedBy(Certificate certificate, Certificate issuer) {
    if (certificate.equals(issuer) || !certificate.issuer().equals(issuer.subject())) {
      return false;
    }
    AuthorityKeyIdentifier authority = certificate.authorityKeyIdentifier();
    Slice wanted = authority == null ? null : authority.keyIdentifier();
    Slice key = issuer.subjectKeyIdentifier();
    return wanted == null || key == null || wanted.equals(key);
  }
}
