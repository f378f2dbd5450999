package dev.edgekeep.x509.inspect;

import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The chain of a server certificate in order: each certificate is followed by its issuer, up to a
 * root or to the last certificate that is present.
 *
 * @param certificates leaf first
 * @param mended descriptions of the corrections that were made
 * @param gap a description of the missing certificate; empty if there is no gap
 */
public record ServerChain(
    List<Certificate> certificates, List<String> mended, Optional<String> gap) {
  private static final String CA_ISSUERS = "1.3.6.1.5.5.7.48.2";

  public ServerChain {
    certificates = List.copyOf(certificates);
    mended = List.copyOf(mended);
  }

  /** The certificate that issued none of the others: usually the server's own. */
  public static Certificate leafOf(List<Certificate> given) {
    return given.stream()
        .filter(
            each -> given.stream().noneMatch(other -> !other.equals(each) && names(other, each)))
        .findFirst()
        .orElse(given.getFirst());
  }

  /**
   * Puts the certificates in order.
   *
   * @param leaf one of the given certificates
   */
  public static ServerChain of(Certificate leaf, List<Certificate> given) {
    Set<Certificate> distinct = new LinkedHashSet<>(given);
    List<Certificate> chain = walk(leaf, distinct);
    List<Certificate> left = distinct.stream().filter(each -> !chain.contains(each)).toList();
    List<String> mended = new ArrayList<>();
    if (distinct.size() < given.size()) {
      mended.add("a duplicate certificate was removed");
    }
    List<Certificate> kept = distinct.stream().filter(chain::contains).toList();
    if (!kept.equals(chain)) {
      mended.add("the certificates were put in order, each before its issuer");
    }
    Optional<String> gap = gap(chain, left);
    if (gap.isEmpty()) {
      left.forEach(
          each -> mended.add(each.subject() + " does not belong to the chain and was removed"));
    }
    return new ServerChain(chain, mended, gap);
  }

  private static List<Certificate> walk(Certificate leaf, Set<Certificate> given) {
    List<Certificate> chain = new ArrayList<>(List.of(leaf));
    Optional<Certificate> next = issuer(leaf, given, chain);
    while (next.isPresent()) {
      chain.add(next.get());
      next = issuer(next.get(), given, chain);
    }
    return chain;
  }

  private static Optional<Certificate> issuer(
      Certificate certificate, Set<Certificate> given, List<Certificate> chain) {
    return given.stream()
        .filter(each -> !chain.contains(each))
        .filter(each -> names(certificate, each) && hasSigned(each, certificate))
        .findFirst();
  }

  /** Returns whether a certificate names another as its issuer. */
  private static boolean names(Certificate certificate, Certificate issuer) {
    if (certificate.isSelfIssued() || !certificate.issuer().equals(issuer.subject())) {
      return false;
    }
    AuthorityKeyIdentifier authority = certificate.authorityKeyIdentifier();
    Slice wanted = authority == null ? null : authority.keyIdentifier();
    Slice key = issuer.subjectKeyIdentifier();
    return wanted == null || key == null || wanted.equals(key);
  }

  private static boolean hasSigned(Certificate issuer, Certificate certificate) {
    SignatureResult result =
        SignatureCheck.check(
            certificate.signatureAlgorithm(),
            certificate.toBeSigned(),
            certificate.signature(),
            issuer.subjectPublicKey());
    // Clients may be able to check a signature that cannot be checked here, but no client accepts a
    // wrong one.
    return result != SignatureResult.INVALID;
  }

  /**
   * Describes a gap. A root may be absent, so a missing last issuer is a gap only if certificates
   * remain that lead nowhere, or if the leaf is alone and says where its issuer can be found, which
   * certificates issued by roots do not.
   */
  private static Optional<String> gap(List<Certificate> chain, List<Certificate> left) {
    Certificate last = chain.getLast();
    if (last.isSelfIssued()) {
      return Optional.empty();
    }
    if (!left.isEmpty()) {
      return Optional.of(
          "the issuer of %s is missing: add %s, which %s does not replace"
              .formatted(last.subject(), last.issuer(), left.getFirst().subject()));
    }
    return chain.size() == 1 && pointsToIssuer(last)
        ? Optional.of(
            "the chain ends with the server's own certificate: add its issuer, %s"
                .formatted(last.issuer()))
        : Optional.empty();
  }

  private static boolean pointsToIssuer(Certificate certificate) {
    Extension access = certificate.extension(Extension.AUTHORITY_INFO_ACCESS);
    if (access == null) {
      return false;
    }
    var descriptions = access.value().reader().sequence("authorityInfoAccess");
    while (descriptions.hasMore()) {
      if (descriptions.sequence("accessDescription").oid("accessMethod").equals(CA_ISSUERS)) {
        return true;
      }
    }
    return false;
  }
}
