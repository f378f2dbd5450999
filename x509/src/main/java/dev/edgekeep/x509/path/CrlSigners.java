package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.path.Session.Candidate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds who has signed a list and whether they may (RFC 5280 §6.3.3 (f), (g)): a certificate of the
 * path itself, or another one of the list issuer's name with a valid path to the same anchor.
 */
final class CrlSigners {
  private static final int MAX_DEPTH = 4;

  private final Session session;
  private final Map<Certificate, Optional<PathSearch.Found>> paths = new HashMap<>();
  private final Set<Certificate> open;
  private int depth;
  private int assumptions;

  /**
   * @param open the certificates whose status is being found further up the stack
   */
  CrlSigners(Session session, Set<Certificate> open) {
    this.session = session;
    this.open = open;
  }

  /** The key of an authorised signer that has signed the list; null when there is none. */
  @Nullable SubjectPublicKey signer(
      RevocationList list,
      List<Certificate> path,
      Certificate certificate,
      TrustStore.Anchor anchor,
      Validity validity) {
    for (int i = path.indexOf(certificate) + 1; i < path.size(); i++) {
      if (path.get(i).subject().equals(list.issuer()) && hasSigned(path.get(i), list)) {
        return session.keyOf(path.get(i));
      }
    }
    for (Candidate candidate : session.named(list.issuer())) {
      Certificate signer = candidate.certificate();
      boolean elsewhere = !path.contains(signer) || open.contains(signer);
      // Whoever sends certificates of the CA's name must not make us digest a long list for each.
      boolean known = candidate.fromTrustStore() || isValid(signer, anchor, validity);
      if (elsewhere && known && hasSigned(signer, list) && isValid(signer, anchor, validity)) {
        return session.keyOf(signer);
      }
    }
    return null;
  }

  /** Whether a trusted certificate that may not sign lists has signed it. */
  boolean isForbidden(RevocationList list) {
    return session.named(list.issuer()).stream()
        .filter(Candidate::fromTrustStore)
        .map(Candidate::certificate)
        .anyMatch(each -> mayNotSign(each) && isSignedBy(list, session.keyOf(each)));
  }

  /** Whether the key has signed the list, within the budget. */
  boolean isSignedBy(RevocationList list, SubjectPublicKey key) {
    if (!list.remembers(key)) {
      session.budget.signature(key);
    }
    return list.isSignedBy(key);
  }

  private static boolean mayNotSign(Certificate signer) {
    KeyUsage usage = signer.keyUsage();
    return usage != null && !usage.crlSign();
  }

  private boolean hasSigned(Certificate signer, RevocationList list) {
    return !mayNotSign(signer) && isSignedBy(list, session.keyOf(signer));
  }

  private boolean isValid(Certificate signer, TrustStore.Anchor anchor, Validity validity) {
    if (open.contains(signer)) {
      // A list may tell the status of its own signer: whether that one is valid otherwise is just
      // being asked, and if it is not, what is found here does not count either.
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
                new PathSearch(session, signer, PathSearch.Role.CRL_ISSUER, anchor, false).run());
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
