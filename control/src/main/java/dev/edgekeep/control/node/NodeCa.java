package dev.edgekeep.control.node;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.issue.AcceptedRequest;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.issue.CertificateProfile;
import dev.edgekeep.x509.issue.CertificateTemplate;
import dev.edgekeep.x509.issue.KeyKind;
import dev.edgekeep.x509.issue.LintException;
import dev.edgekeep.x509.issue.PublicationUrls;
import dev.edgekeep.x509.issue.RequestedSubject;
import dev.edgekeep.x509.issue.SerialNumbers;
import dev.edgekeep.x509.signature.LocalSigner;
import dev.edgekeep.x509.signature.SigningException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Issues the certificates with which nodes connect to the message servers. Any thread. */
final class NodeCa {
  static final Duration VALIDITY = Duration.ofDays(90);

  /** Clocks of nodes may be behind by this. */
  static final Duration BACKDATED = Duration.ofMinutes(10);

  private static final Duration CA_VALIDITY = Duration.ofDays(30 * 365);

  /** A TLS client that is known to the message servers by its own records, and not by a list. */
  private static final CertificateProfile NODE =
      new CertificateProfile(
          "node certificate",
          false,
          -1,
          KeyUsage.SIGNING,
          List.of(CertificateProfile.CLIENT_AUTH),
          VALIDITY.plus(BACKDATED).plusDays(1),
          true,
          false,
          false);

  private final CertificateIssuer issuer;
  private final Certificate certificate;
  private final SecureRandom random = new SecureRandom();

  private NodeCa(CertificateIssuer issuer, Certificate certificate) {
    this.issuer = issuer;
    this.certificate = certificate;
  }

  /** A new CA: its private key, and its certificate. */
  record Made(PrivateKeyDer key, Certificate certificate) {}

  static Made make(SecureRandom random, Instant now) {
    KeyPair pair = KeyKind.P_256.generate(random);
    try {
      LocalSigner signer = LocalSigner.of(pair);
      Name name = RequestedSubject.of(Map.of("O", "Edgekeep", "CN", "Node CA"));
      Certificate made =
          CertificateIssuer.selfSigned(name, signer)
              .prepare(
                  CertificateProfile.root(),
                  new CertificateTemplate(
                      SerialNumbers.next(random),
                      name,
                      signer.publicKey(),
                      List.of(),
                      now.minus(BACKDATED),
                      now.plus(CA_VALIDITY),
                      PublicationUrls.NONE))
              .lint()
              .sign();
      return new Made(new PrivateKeyDer(pair.getPrivate().getEncoded()), made);
    } catch (SigningException | LintException e) {
      throw new IllegalStateException("the node CA cannot be made: " + e.getMessage(), e);
    }
  }

  static NodeCa of(byte[] pkcs8, byte[] certificate) {
    try {
      Certificate parsed = Certificate.parse(certificate);
      LocalSigner signer = LocalSigner.of(pkcs8, parsed.subjectPublicKey());
      return new NodeCa(CertificateIssuer.of(parsed, signer), parsed);
    } catch (CertificateFormatException | SigningException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the node CA in the database is damaged (%s); restore a backup".formatted(e.getMessage()),
          e);
    }
  }

  Certificate certificate() {
    return certificate;
  }

  /** Issues the certificate of a node, for the key of its request; all else is decided here. */
  Certificate issue(String node, AcceptedRequest request, Instant now) {
    try {
      return issuer
          .prepare(
              NODE,
              new CertificateTemplate(
                  SerialNumbers.next(random),
                  RequestedSubject.of(Map.of("O", "Edgekeep nodes", "CN", node)),
                  request.publicKey(),
                  List.of(new GeneralName.Dns(node)),
                  now.minus(BACKDATED),
                  now.plus(VALIDITY),
                  PublicationUrls.NONE))
          .lint()
          .sign();
    } catch (SigningException | LintException e) {
      throw new IllegalStateException(
          "the certificate of node %s cannot be made: %s".formatted(node, e.getMessage()), e);
    }
  }
}
