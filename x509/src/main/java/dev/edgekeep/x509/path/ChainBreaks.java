package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.path.Validation.Candidate;
import dev.edgekeep.x509.signature.SignatureAlgorithm;
import dev.edgekeep.x509.signature.SignatureResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Describes where a chain breaks off, and what to do. */
final class ChainBreaks {
  private static final int MAX_WALK = 12;
  private static final int MAX_NAMES = 5;

  private ChainBreaks() {}

  static Problem signature(SignatureResult result, Certificate signed, Certificate issuer) {
    String algorithm = SignatureAlgorithm.of(signed.signatureAlgorithm()).label();
    return switch (result) {
      case WEAK ->
          new Problem(
              Verdict.WEAK_ALGORITHM,
              signed,
              String.format(
                  "%s is signed with %s, which is too weak; have it reissued with SHA-256",
                  Sentences.subject(signed), algorithm));
      case UNSUPPORTED ->
          new Problem(
              Verdict.WEAK_ALGORITHM,
              signed,
              String.format(
                  "%s is signed with %s, which is not supported, or does not fit the key of its "
                      + "issuer %s (%s)",
                  Sentences.subject(signed),
                  algorithm,
                  Sentences.subject(issuer),
                  issuer.subjectPublicKey().description()));
      case INVALID, VALID ->
          new Problem(
              Verdict.BAD_SIGNATURE,
              signed,
              String.format(
                  "the signature on %s does not verify with the key of %s: it was changed, or "
                      + "signed by another CA of the same name",
                  Sentences.subject(signed), Sentences.subject(issuer)));
    };
  }

  /** No chain of names leads to an anchor: follows the chain as far as possible. */
  static Problem unreachable(Validation validation) {
    Certificate leaf = validation.presented.getFirst();
    List<Certificate> chain = new ArrayList<>(List.of(leaf));
    while (chain.size() < MAX_WALK) {
      Certificate next = next(validation, chain);
      if (next == null) {
        break;
      }
      chain.add(next);
    }
    Certificate top = chain.getLast();
    return top.isSelfIssued() || chain.size() == MAX_WALK
        ? untrusted(validation, leaf, top)
        : incomplete(validation, leaf, top);
  }

  private static @org.jspecify.annotations.Nullable Certificate next(
      Validation validation, List<Certificate> chain) {
    Certificate top = chain.getLast();
    if (top.isSelfIssued() && chain.size() > 1) {
      return null;
    }
    int attempts = 0;
    for (Candidate candidate : validation.issuers(top)) {
      if (!chain.contains(candidate.certificate())
          && attempts++ < 3
          && validation.signature(top, candidate) == SignatureResult.VALID) {
        return candidate.certificate();
      }
    }
    return null;
  }

  private static Problem untrusted(Validation validation, Certificate leaf, Certificate top) {
    String sentence =
        top.equals(leaf)
            ? String.format(
                "%s is self-signed and not itself among the trusted CAs", Sentences.subject(leaf))
            : String.format(
                "the chain of %s ends at %s, which is not a trusted CA",
                Sentences.subject(leaf), Sentences.subject(top));
    return new Problem(Verdict.UNTRUSTED, leaf, sentence + ". " + trusted(validation));
  }

  private static Problem incomplete(Validation validation, Certificate leaf, Certificate top) {
    boolean alone = validation.presented.size() == 1;
    String issuer = Sentences.issuer(top);
    String who = validation.policy.purpose() == Purpose.SERVER ? "server" : "client";
    String sentence;
    if (top.equals(leaf) && alone) {
      sentence =
          String.format(
              "the %s sent only its own certificate, issued by %s; that issuer is neither in the "
                  + "chain nor among the trusted CAs. Add it to the CA, or have the %s send it.",
              who, issuer, who);
    } else {
      sentence =
          String.format(
              "the %s sent %d certificates, but the issuer of %s, %s, is neither among them nor "
                  + "among the trusted CAs. Add it to the CA, or have the %s send it.",
              who, validation.presented.size(), Sentences.subject(top), issuer, who);
    }
    return new Problem(Verdict.CHAIN_INCOMPLETE, leaf, sentence + " " + trusted(validation));
  }

  private static String trusted(Validation validation) {
    List<Name> names = validation.trust.acceptableNames();
    if (names.isEmpty()) {
      return "No CA is trusted here.";
    }
    String shown =
        names.stream().limit(MAX_NAMES).map(Sentences::name).collect(Collectors.joining("; "));
    int more = names.size() - MAX_NAMES;
    return "Trusted: " + shown + (more > 0 ? " and " + more + " more." : ".");
  }
}
