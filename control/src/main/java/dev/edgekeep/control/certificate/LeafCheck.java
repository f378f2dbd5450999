package dev.edgekeep.control.certificate;

import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.issue.KeyQuality;
import dev.edgekeep.x509.signature.SignatureAlgorithm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that a chain is in order and usable by a TLS server. */
final class LeafCheck {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private final List<Certificate> chain;
  private final Certificate leaf;
  private final Instant now;

  LeafCheck(List<Certificate> chain, Instant now) {
    this.chain = chain;
    this.leaf = chain.getFirst();
    this.now = now;
  }

  /** The DNS names that hosts can have, in lower case. */
  List<String> hostNames() {
    return leaf.subjectAltNames().stream()
        .filter(GeneralName.Dns.class::isInstance)
        .map(name -> hostName(((GeneralName.Dns) name).name()))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  private static List<String> hostName(String written) {
    try {
      return List.of(HostPattern.of(written).name());
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** The reasons for which it is refused; empty when it is accepted. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Certificate each : chain) {
      if (each.notAfter().isBefore(now)) {
        problems.add(
            "%s expired on %s; have it renewed".formatted(each.subject(), each.notAfter()));
      }
    }
    if (hostNames().isEmpty()) {
      problems.add(
          "%s has no DNS name among its subjectAltNames, and clients look nowhere else"
              .formatted(leaf.subject()));
    }
    add(problems, purpose());
    String weakness = KeyQuality.problem(leaf.subjectPublicKey());
    add(problems, weakness == null ? null : leaf.subject() + ": " + weakness);
    add(problems, signature());
    return problems;
  }

  private @Nullable String purpose() {
    List<String> purposes = leaf.extendedKeyUsage();
    boolean server =
        purposes == null || purposes.contains(SERVER_AUTH) || purposes.contains(ANY_PURPOSE);
    if (!server) {
      return "%s is not for servers: its extKeyUsage has no serverAuth".formatted(leaf.subject());
    }
    KeyUsage usage = leaf.keyUsage();
    boolean usable =
        usage == null
            || usage.digitalSignature()
            || usage.keyEncipherment()
            || usage.keyAgreement();
    return usable
        ? null
        : "%s is of no use for TLS: its keyUsage allows no signatures".formatted(leaf.subject());
  }

  private @Nullable String signature() {
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(leaf.signatureAlgorithm());
    return algorithm.weak() && !leaf.isSelfIssued()
        ? "%s is signed with %s, which clients refuse; have it reissued"
            .formatted(leaf.subject(), algorithm.label())
        : null;
  }

  /** Remarks on a certificate that is accepted. */
  List<String> notices() {
    List<String> notices = new ArrayList<>();
    if (leaf.notBefore().isAfter(now)) {
      notices.add("not valid before " + leaf.notBefore());
    }
    Certificate last = chain.getLast();
    if (chain.size() == 1 && !last.isSelfIssued()) {
      notices.add(
          "the chain has the server's own certificate only; clients must have its issuer, %s, as a"
                  .formatted(last.issuer())
              + " root");
    }
    add(notices, Expiry.warning(chain, now));
    return notices;
  }

  private static void add(List<String> all, @Nullable String one) {
    if (one != null) {
      all.add(one);
    }
  }
}
