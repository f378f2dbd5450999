package dev.edgekeep.control.clientca;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.issue.CertificateProfile;
import dev.edgekeep.x509.issue.CertificateTemplate;
import dev.edgekeep.x509.issue.LintException;
import dev.edgekeep.x509.issue.PublicationUrls;
import dev.edgekeep.x509.issue.RequestedSubject;
import dev.edgekeep.x509.issue.SerialNumbers;
import dev.edgekeep.x509.signature.CertificateSigner;
import dev.edgekeep.x509.signature.SigningException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Makes the certificates of roots and issuing CAs. */
final class CaMaker {
  /** Longer than an issuing CA by more than the longest client certificate. */
  static final Duration ROOT_VALIDITY = Duration.ofDays(30 * 365);

  static final Duration ISSUING_VALIDITY = Duration.ofDays(15 * 365);

  /** So that a clock that is behind does not find today's certificate not yet valid. */
  private static final Duration BACKDATED = Duration.ofDays(1);

  private static final int MAX_ORGANISATION = 64;
  private static final int SHORT_ID = 8;

  private final SecureRandom random = new SecureRandom();

  /** The id of an issuer: the identifier of its key. */
  static String idOf(SubjectPublicKey key) {
    return Fingerprint.sha1(key.keyBits()).hex();
  }

  /** A root, signed by itself. */
  Certificate root(CertificateSigner key, String account, Instant now) {
    Name name = name("Client Root CA", key, account);
    return made(
        CertificateIssuer.selfSigned(name, key),
        CertificateProfile.root(),
        template(name, key, now, now.plus(ROOT_VALIDITY), PublicationUrls.NONE));
  }

  /**
   * An issuing CA.
   *
   * @param pointers about the root's list
   */
  Certificate issuing(
      CertificateIssuer root,
      CertificateSigner key,
      String account,
      Instant now,
      PublicationUrls pointers) {
    Name name = name("Client Issuing CA", key, account);
    Instant rootEnd = root.notAfter();
    Instant end = now.plus(ISSUING_VALIDITY);
    Instant notAfter = rootEnd != null && rootEnd.isBefore(end) ? rootEnd : end;
    return made(root, CertificateProfile.issuingCa(), template(name, key, now, notAfter, pointers));
  }

  /** Names that stay unique after rotations: path validation looks for issuers by name. */
  private static Name name(String kind, CertificateSigner key, String account) {
    String shortId = idOf(key.publicKey()).substring(0, SHORT_ID);
    int end = Math.min(account.length(), MAX_ORGANISATION);
    return RequestedSubject.of(Map.of("O", account.substring(0, end), "CN", kind + " " + shortId));
  }

  private CertificateTemplate template(
      Name name, CertificateSigner key, Instant now, Instant notAfter, PublicationUrls pointers) {
    return new CertificateTemplate(
        SerialNumbers.next(random),
        name,
        key.publicKey(),
        List.of(),
        now.minus(BACKDATED),
        notAfter,
        pointers);
  }

  private static Certificate made(
      CertificateIssuer issuer, CertificateProfile profile, CertificateTemplate template) {
    try {
      return issuer.prepare(profile, template).lint().sign();
    } catch (SigningException e) {
      throw KeyTrouble.problem(e);
    } catch (LintException e) {
      throw new IllegalStateException(
          "the certificate of the client CA cannot be made: " + e.getMessage(), e);
    }
  }
}
