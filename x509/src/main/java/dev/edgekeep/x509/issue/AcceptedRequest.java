package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.CertificateRequest;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.Name.Attribute;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accepted content of a certificate request: its key, whose possession was proved, and the
 * requested content that a client certificate may have. Immutable.
 *
 * @param dropped descriptions of requested content that is not accepted
 */
public record AcceptedRequest(
    SubjectPublicKey publicKey, Name subject, List<GeneralName> names, List<String> dropped) {
  private static final int MAX_TOLD = 20;

  public AcceptedRequest {
    names = List.copyOf(names);
    dropped = List.copyOf(dropped);
  }

  /**
   * Checks proof of possession and key, and drops content that clients may not have.
   *
   * @throws RequestRefused if the signature or key is not acceptable, or a name is malformed
   */
  public static AcceptedRequest of(CertificateRequest request) throws RequestRefused {
    String weakness = KeyQuality.problem(request.publicKey());
    if (weakness != null) {
      throw new RequestRefused("the key of the certificate request is not acceptable: " + weakness);
    }
    requireProof(request);
    List<String> dropped = new ArrayList<>();
    Name subject = subject(request.subject(), dropped);
    List<GeneralName> names = names(request.subjectAltNames(), dropped);
    dropUsages(request, dropped);
    dropExtensions(request, dropped);
    require(SubjectAttributes.problem(subject));
    require(AlternativeNames.problem(names));
    return new AcceptedRequest(request.publicKey(), subject, names, bounded(dropped));
  }

  /** RFC 2986 §4.2: the requester has the private key. */
  private static void requireProof(CertificateRequest request) throws RequestRefused {
    SignatureResult result =
        SignatureCheck.check(
            request.signatureAlgorithm(),
            request.toBeSigned(),
            request.signature(),
            request.publicKey());
    switch (result) {
      case VALID -> {}
      case INVALID ->
          throw new RequestRefused(
              "the signature of the certificate request does not verify with its own key;"
                  + " create the request with the private key that belongs to it");
      case WEAK ->
          throw new RequestRefused(
              "the certificate request is signed with MD5 or SHA-1; use SHA-256 or better");
      case UNSUPPORTED ->
          throw new RequestRefused(
              "the certificate request is signed with "
                  + request.signatureAlgorithm().oid()
                  + ", which is not supported or does not fit its key");
    }
  }

  private static void require(@Nullable String problem) throws RequestRefused {
    if (problem != null) {
      throw new RequestRefused(problem);
    }
  }

  private static Name subject(Name asked, List<String> dropped) {
    List<List<Attribute>> rdns = new ArrayList<>();
    for (List<Attribute> rdn : asked.rdns()) {
      List<Attribute> kept = new ArrayList<>();
      for (Attribute attribute : rdn) {
        if (SubjectAttributes.isKnown(attribute)) {
          kept.add(SubjectAttributes.normalized(attribute));
        } else {
          dropped.add("the subject attribute " + attribute.keyword());
        }
      }
      if (!kept.isEmpty()) {
        rdns.add(kept);
      }
    }
    return Name.of(rdns);
  }

  private static List<GeneralName> names(List<GeneralName> asked, List<String> dropped) {
    LinkedHashSet<GeneralName> kept = new LinkedHashSet<>();
    for (GeneralName name : asked) {
      if (AlternativeNames.isTaken(name)) {
        kept.add(name);
      } else {
        dropped.add("the subjectAltName " + name);
      }
    }
    return List.copyOf(kept);
  }

  private static void dropUsages(CertificateRequest request, List<String> dropped) {
    if (request.isCa()) {
      dropped.add("basicConstraints CA:TRUE");
    }
    for (String usage : request.keyUsage().names()) {
      if (!usage.equals("digitalSignature")) {
        dropped.add("keyUsage " + usage);
      }
    }
    for (String purpose : request.extendedKeyUsage()) {
      if (!purpose.equals(CertificateProfile.CLIENT_AUTH)) {
        dropped.add("extKeyUsage " + purpose);
      }
    }
  }

  private static void dropExtensions(CertificateRequest request, List<String> dropped) {
    for (Extension extension : request.extensions()) {
      switch (extension.oid()) {
        case Extension.SUBJECT_ALT_NAME,
            Extension.BASIC_CONSTRAINTS,
            Extension.KEY_USAGE,
            Extension.EXTENDED_KEY_USAGE,
            Extension.SUBJECT_KEY_IDENTIFIER -> {}
        default -> dropped.add("the extension " + extension.oid());
      }
    }
  }

  /** Limits the length of responses for long requests. */
  private static List<String> bounded(List<String> dropped) {
    if (dropped.size() <= MAX_TOLD) {
      return dropped;
    }
    List<String> told = new ArrayList<>(dropped.subList(0, MAX_TOLD));
    told.add("and " + (dropped.size() - MAX_TOLD) + " more");
    return told;
  }
}
