package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.path.Validation.Candidate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the signer of a list and checks that it is authorized (RFC 5280 §6.3.3 (f), (g)): a
 * certificate in the path itself, or another certificate with the list issuer's name and a valid
 * path to the same anchor.
 */
final class CrlSigners {
  private static final int MAX_DEPTH = 4;

  private final Validation validation;
  private final Map<Certificate, Optional<PathSearch.Found>> paths = new HashMap<>();
  private final Set<Certificate> open;
  private int depth;
  private int assumptions;

  /**
   * @param open the certificates whose status is being determined further up the stack
   */
  CrlSigners(Validation validation, Set<Certificate> open) {
    this.validation = validation;
    this.open = open;
  }

  /** The key of an authorized signer that signed the list; null if there is none. */
  @Nullable SubjectPublicKey signer(
      RevocationList list,
      List<Certificate> path,
      Certificate certificate,
      TrustStore.Anchor anchor,
      Validity validity) {
    for (int i = path.indexOf(certificate) + 1; i < path.size(); i++) {
      if (path.get(i).subject().equals(list.issuer()) && hasSigned(path.get(i), list)) {
        return validation.keyOf(path.get(i));
      }
    }
    for (Candidate candidate : validation.named(list.issuer())) {
      Certificate signer = candidate.certificate();
      boolean elsewhere = !path.contains(signer) || open.contains(signer);
      // A peer that sends certificates with the CA's name must not make us hash a long list for
      // each of them.
      boolean known = candidate.fromTrustStore() || isValid(signer, anchor, validity);
      if (elsewhere && known && hasSigned(signer, list) && isValid(signer, anchor, validity)) {
        return validation.keyOf(signer);
      }
    }
    return null;
  }

  /** Returns whether a trusted certificate that may not sign lists has signed it. */
  boolean isForbidden(RevocationList list) {
    return validation.named(list.issuer()).stream()
        .filter(Candidate::fromTrustStore)
        .map(Candidate::certificate)
        .anyMatch(each -> mayNotSign(each) && isSignedBy(list, validation.keyOf(each)));
  }

  /** Returns whether the key has signed the list, within the budget. */
  boolean isSignedBy(RevocationList list, SubjectPublicKey key) {
    if (!list.remembers(key)) {
      validation.budget.signature(key);
    }
    return list.isSignedBy(key);
  }

  private static boolean mayNotSign(Certificate signer) {
    KeyUsage usage = signer.keyUsage();
    return usage != null && !usage.crlSign();
  }

  private boolean hasSigned(Certificate signer, RevocationList list) {
    return !mayNotSign(signer) && isSignedBy(list, validation.keyOf(signer));
  }

  private boolean isValid(Certificate signer, TrustStore.Anchor anchor, Validity validity) {
    if (open.contains(signer)) {
      // A list may contain the status of its own signer. Whether the signer is otherwise valid is
      // being determined; if it is not, the result found here is discarded.
      assumptions++;
      return true;
    }
    Optional<PathSearch.Found> known = paths.get(signer);
    if (known == null) {
      known = Optional.empty();
      if (depth < MAX_DEPTH) {
        depth++;
        int before = assumptions;
        known =
            Optional.ofNullable(
                new PathSearch(validation, signer, PathSearch.Role.CRL_ISSUER, anchor, false)
                    .run());
        depth--;
        if (assumptions == before) {
          paths.put(signer, known);
        }
      }
    }
    known.ifPresent(found -> validity.narrow(found.validity().from(), found.validity().until()));
    return known.isPresent();
  }
}
