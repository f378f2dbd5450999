package dev.edgekeep.x509.inspect;

import dev.edgekeep.x509.cert.BasicConstraints;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateRequest;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.cert.NameConstraints;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import dev.edgekeep.x509.inspect.Report.Fact;
import dev.edgekeep.x509.inspect.Report.Item;
import dev.edgekeep.x509.signature.SignatureAlgorithm;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes one item and its own problems. */
final class Items {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_USE = "2.5.29.37.0";
  private static final int SOON_DAYS = 30;
  private static final int MIN_RSA_BITS = 2048;

  private Items() {}

  static Item certificate(String where, Certificate certificate, Instant at) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("subject", certificate.subject().toString()));
    facts.add(new Fact("issuer", certificate.issuer().toString()));
    facts.add(new Fact("serial", certificate.serialNumber().toString()));
    facts.add(new Fact("validity", certificate.notBefore() + " to " + certificate.notAfter()));
    facts.add(new Fact("key", certificate.subjectPublicKey().description()));
    facts.add(new Fact("signature", signatureAlgorithm(certificate).label()));
    if (!certificate.subjectAltNames().isEmpty()) {
      facts.add(new Fact("names", joined(certificate.subjectAltNames())));
    }
    facts.add(new Fact("CA", authority(certificate)));
    KeyUsage usage = certificate.keyUsage();
    if (usage != null) {
      facts.add(new Fact("key usage", String.join(", ", usage.names())));
    }
    List<String> extended = certificate.extendedKeyUsage();
    if (extended != null) {
      facts.add(
          new Fact("use", extended.stream().map(Items::use).collect(Collectors.joining(", "))));
    }
    NameConstraints constraints = certificate.nameConstraints();
    if (constraints != null) {
      facts.add(new Fact("permitted", joined(constraints.permitted())));
      facts.add(new Fact("excluded", joined(constraints.excluded())));
    }
    RevocationSources sources = RevocationSources.of(certificate);
    if (!sources.lists().isEmpty()) {
      facts.add(new Fact("CRLs at", String.join(", ", sources.lists())));
    }
    if (!sources.responders().isEmpty()) {
      facts.add(new Fact("OCSP at", String.join(", ", sources.responders())));
    }
    Slice keyIdentifier = certificate.subjectKeyIdentifier();
    if (keyIdentifier != null) {
      facts.add(new Fact("key id", keyIdentifier.hex()));
    }
    facts.add(new Fact("SHA-256", certificate.sha256().toString()));
    facts.add(new Fact("SHA-1", certificate.sha1().toString()));
    return new Item("certificate", where, facts, problems(certificate, at));
  }

  private static SignatureAlgorithm signatureAlgorithm(Certificate certificate) {
    return SignatureAlgorithm.of(certificate.signatureAlgorithm());
  }

  private static String joined(List<GeneralName> names) {
    return names.isEmpty()
        ? "none"
        : names.stream().map(GeneralName::toString).collect(Collectors.joining(", "));
  }

  private static String authority(Certificate certificate) {
    BasicConstraints constraints = certificate.basicConstraints();
    if (constraints == null || !constraints.ca()) {
      return "no";
    }
    int length = constraints.maxPathLength();
    return length < 0 ? "yes" : "yes, at most " + length + " intermediates below";
  }

  private static String use(String oid) {
    return switch (oid) {
      case CLIENT_AUTH -> "clientAuth";
      case SERVER_AUTH -> "serverAuth";
      case ANY_USE -> "any";
      case "1.3.6.1.5.5.7.3.3" -> "codeSigning";
      case "1.3.6.1.5.5.7.3.4" -> "emailProtection";
      case "1.3.6.1.5.5.7.3.9" -> "OCSPSigning";
      default -> oid;
    };
  }

  private static List<String> problems(Certificate certificate, Instant at) {
    List<String> problems = new ArrayList<>();
    long days = ChronoUnit.DAYS.between(at, certificate.notAfter());
    if (at.getEpochSecond() > certificate.notAfter().getEpochSecond()) {
      problems.add("expired " + -days + " days ago; renew it");
    } else if (days < SOON_DAYS) {
      problems.add("expires in " + days + " days; renew it");
    }
    if (at.getEpochSecond() < certificate.notBefore().getEpochSecond()) {
      problems.add("not valid before " + certificate.notBefore());
    }
    add(problems, weakKey(certificate.subjectPublicKey()));
    SignatureAlgorithm algorithm = signatureAlgorithm(certificate);
    if (algorithm.weak()) {
      problems.add("signed with " + algorithm.label() + ", which is too weak; have it reissued");
    } else if (algorithm.javaName() == null) {
      problems.add("signed with " + algorithm.label() + ", which is not supported");
    }
    add(problems, usage(certificate));
    return problems;
  }

  private static @Nullable String weakKey(SubjectPublicKey key) {
    KeyAlgorithm type = key.type();
    boolean weak =
        switch (type) {
          case RSA, RSA_PSS -> key.bits() < MIN_RSA_BITS;
          case DSA, OTHER_CURVE, UNKNOWN -> true;
          default -> false;
        };
    return weak ? "the key (" + key.description() + ") is too weak or not supported" : null;
  }

  private static @Nullable String usage(Certificate certificate) {
    KeyUsage usage = certificate.keyUsage();
    if (certificate.isCa()) {
      return usage != null && !usage.keyCertSign()
          ? "a CA whose key usage does not allow signing certificates"
          : null;
    }
    List<String> extended = certificate.extendedKeyUsage();
    boolean tls =
        extended == null
            || extended.contains(CLIENT_AUTH)
            || extended.contains(SERVER_AUTH)
            || extended.contains(ANY_USE);
    if (!tls) {
      return "neither clientAuth nor serverAuth: of no use for TLS";
    }
    boolean client =
        extended == null || extended.contains(CLIENT_AUTH) || extended.contains(ANY_USE);
    boolean named = !certificate.subjectAltNames().isEmpty();
    return client || named
        ? null
        : "no clientAuth, so of no use to a client, and no names, so of no use to a server";
  }

  private static void add(List<String> problems, @Nullable String problem) {
    if (problem != null) {
      problems.add(problem);
    }
  }

  static Item list(String where, RevocationList list, Instant at) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("issuer", list.issuer().toString()));
    if (list.number() != null) {
      facts.add(new Fact("number", String.valueOf(list.number())));
    }
    Instant next = list.nextUpdate();
    facts.add(new Fact("issued", list.thisUpdate().toString()));
    facts.add(new Fact("next", next == null ? "not said" : next.toString()));
    facts.add(new Fact("entries", String.valueOf(list.size())));
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(list.signatureAlgorithm());
    facts.add(new Fact("signature", algorithm.label()));
    List<String> problems = new ArrayList<>();
    if (next == null) {
      problems.add("does not say when the next list is due, so it cannot be used");
    } else if (at.isAfter(next)) {
      problems.add("was due for renewal at " + next + "; get the new one");
    }
    if (algorithm.javaName() == null) {
      problems.add("signed with " + algorithm.label() + ", which is too weak or not supported");
    }
    return new Item(list.isDelta() ? "delta CRL" : "CRL", where, facts, problems);
  }

  static Item request(String where, CertificateRequest request) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("subject", request.subject().toString()));
    facts.add(new Fact("key", request.publicKey().description()));
    if (!request.subjectAltNames().isEmpty()) {
      facts.add(new Fact("names", joined(request.subjectAltNames())));
    }
    List<String> problems = new ArrayList<>();
    add(problems, weakKey(request.publicKey()));
    SignatureResult result =
        SignatureCheck.check(
            request.signatureAlgorithm(),
            request.toBeSigned(),
            request.signature(),
            request.publicKey());
    if (result != SignatureResult.VALID) {
      problems.add("its signature does not verify with its own key");
    }
    return new Item("certificate request", where, facts, problems);
  }

  /** Describes a private key without revealing it. */
  static Item key(String where, byte[] pkcs8) {
    DerReader in = DerReader.of(pkcs8).sequence("private key");
    in.element(Tag.INTEGER, "version");
    String oid = in.sequence("private key algorithm").oid("private key algorithm");
    String kind =
        switch (oid) {
          case "1.2.840.113549.1.1.1" -> "RSA";
          case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
          case "1.2.840.10045.2.1" -> "ECDSA";
          case "1.3.101.112" -> "Ed25519";
          case "1.3.101.113" -> "Ed448";
          default -> oid;
        };
    return new Item("private key", where, List.of(new Fact("algorithm", kind)), List.of());
  }
}
