package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.crl.RevocationList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reasons why a list does not count, or soon will not, in words for whoever configures it. */
final class ListDoubts {
  private ListDoubts() {}

  static List<String> of(RevocationList list, TrustedCa ca, Instant at) {
    List<Certificate> named =
        Stream.concat(ca.anchors().stream(), ca.intermediates().stream())
            .filter(each -> each.subject().equals(list.issuer()))
            .toList();
    List<Certificate> signers =
        named.stream().filter(each -> list.isSignedBy(each.subjectPublicKey())).toList();
    List<String> doubts = new ArrayList<>();
    add(doubts, signature(list, named, signers));
    add(doubts, form(list));
    add(doubts, time(list, at));
    add(doubts, supersession(list, signers, ca.crls()));
    return doubts;
  }

  private static void add(List<String> doubts, @Nullable String doubt) {
    if (doubt != null) {
      doubts.add(doubt);
    }
  }

  private static @Nullable String signature(
      RevocationList list, List<Certificate> named, List<Certificate> signers) {
    String issuer = Sentences.name(list.issuer());
    if (named.isEmpty()) {
      return "the list is signed by %s, which is not among the CA's certificates: it does not count"
          .formatted(issuer);
    }
    if (signers.isEmpty()) {
      return "the signature of the list of %s does not verify: it does not count".formatted(issuer);
    }
    return signers.stream().noneMatch(ListDoubts::maySignLists)
        ? "the list of %s does not count: the CA's key usage does not allow cRLSign"
            .formatted(issuer)
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
      return "the list of %s has the critical extension %s, which is not understood: it does not count"
          .formatted(issuer, unknown);
    }
    return list.nextUpdate() == null
        ? "the list of %s does not say when the next one is due: it does not count"
            .formatted(issuer)
        : null;
  }

  private static @Nullable String time(RevocationList list, Instant at) {
    String issuer = Sentences.name(list.issuer());
    Instant next = list.nextUpdate();
    if (next != null && next.isBefore(at)) {
      return "the list of %s has expired on %s; it says nothing about what was revoked since"
          .formatted(issuer, next);
    }
    return list.thisUpdate().isAfter(at)
        ? "the list of %s is not valid before %s: it does not count until then"
            .formatted(issuer, list.thisUpdate())
        : null;
  }

  /** RFC 5280 §5.2.3: of one issuer, key and scope the newest list counts. */
  private static @Nullable String supersession(
      RevocationList list, List<Certificate> signers, List<RevocationList> all) {
    for (RevocationList other : all) {
      boolean sameKey =
          signers.stream().anyMatch(signer -> other.isSignedBy(signer.subjectPublicKey()));
      if (other.supersedes(list) && sameKey) {
        return "the list of %s %s is superseded by the one %s: it does not count; remove it"
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
