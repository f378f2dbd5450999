package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.crl.RevocationList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reasons why a list does not apply, or soon will not, as warnings for operators. */
final class RevocationListWarnings {
  private RevocationListWarnings() {}

  static List<String> of(RevocationList list, TrustedCa ca, Instant at) {
    List<Certificate> named =
        Stream.concat(ca.anchors().stream(), ca.intermediates().stream())
            .filter(each -> each.subject().equals(list.issuer()))
            .toList();
    List<Certificate> signers =
        named.stream().filter(each -> list.isSignedBy(each.subjectPublicKey())).toList();
    List<String> warnings = new ArrayList<>();
    add(warnings, signature(list, named, signers));
    add(warnings, form(list));
    add(warnings, time(list, at));
    add(warnings, supersession(list, signers, ca.crls()));
    return warnings;
  }

  private static void add(List<String> warnings, @Nullable String warning) {
    if (warning != null) {
      warnings.add(warning);
    }
  }

  private static @Nullable String signature(
      RevocationList list, List<Certificate> named, List<Certificate> signers) {
    String issuer = Sentences.name(list.issuer());
    if (named.isEmpty()) {
      return "the list is signed by %s, which is not among the CA's certificates: it is ignored"
          .formatted(issuer);
    }
    if (signers.isEmpty()) {
      return "the signature of the list of %s does not verify: it is ignored".formatted(issuer);
    }
    return signers.stream().noneMatch(RevocationListWarnings::maySignLists)
        ? "the list of %s is ignored: the CA's key usage does not allow cRLSign".formatted(issuer)
        : null;
  }

  private static boolean maySignLists(Certificate signer) {
    KeyUsage usage = signer.keyUsage();
    return usage == null || usage.crlSign();
  }

  private static @Nullable String form(RevocationList list) {
    String issuer = Sentences.name(list.issuer());
    String unknown = list.unknownCriticalExtension();
    if (unknown != null) {
      return "the list of %s has the critical extension %s, which is not supported: it is ignored"
          .formatted(issuer, unknown);
    }
    return list.nextUpdate() == null
        ? "the list of %s does not say when the next one is due: it is ignored".formatted(issuer)
        : null;
  }

  private static @Nullable String time(RevocationList list, Instant at) {
    String issuer = Sentences.name(list.issuer());
    Instant next = list.nextUpdate();
    if (next != null && next.isBefore(at)) {
      return "the list of %s has expired on %s; later revocations are unknown"
          .formatted(issuer, next);
    }
    return list.thisUpdate().isAfter(at)
        ? "the list of %s is not valid before %s: it is ignored until then"
            .formatted(issuer, list.thisUpdate())
        : null;
  }

  /** RFC 5280 §5.2.3: of the lists with the same issuer, key and scope, the newest applies. */
  private static @Nullable String supersession(
      RevocationList list, List<Certificate> signers, List<RevocationList> all) {
    for (RevocationList other : all) {
      boolean sameKey =
          signers.stream().anyMatch(signer -> other.isSignedBy(signer.subjectPublicKey()));
      if (other.supersedes(list) && sameKey) {
        return "the list of %s %s is superseded by the one %s: it is ignored; remove it"
            .formatted(Sentences.name(list.issuer()), shown(list), shown(other));
      }
    }
    return null;
  }

  private static String shown(RevocationList list) {
    return list.number() == null
        ? "of " + list.thisUpdate()
        : "with number " + list.number() + " of " + list.thisUpdate();
  }
}
