package dev.edgekeep.control.customca;

import dev.edgekeep.control.record.Settings;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.pem.PemFiles;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A custom CA as the API shows it.
 *
 * @param notAfter the earliest end of a certificate; null when none can be read
 * @param warnings about certificates and lists that end soon or are missing; null when there are
 *     none
 * @param certificates PEM; null in lists and audit records
 * @param revoked the lists that edge nodes fetch, as it was given
 * @param ocsp as it was given
 * @param hosts that trust it; null in audit records
 */
record CustomCaView(
    String id,
    String name,
    List<Member> members,
    List<ListView> lists,
    @Nullable Instant notAfter,
    @Nullable List<String> warnings,
    @Nullable String certificates,
    @Nullable JsonNode revoked,
    @Nullable JsonNode ocsp,
    @Nullable List<String> hosts,
    Instant createdAt) {
  /** One certificate of it. */
  record Member(
      String kind,
      String subject,
      String issuer,
      String serial,
      String keyType,
      String sha256,
      Instant notBefore,
      Instant notAfter) {
    static Member of(Certificate certificate) {
      return new Member(
          certificate.isSelfIssued() ? "root" : "intermediate",
          certificate.subject().toString(),
          certificate.issuer().toString(),
          certificate.serialNumber().toString(),
          certificate.subjectPublicKey().description(),
          certificate.sha256().toString(),
          certificate.notBefore(),
          certificate.notAfter());
    }
  }

  /** One revocation list of it. */
  record ListView(
      String issuer,
      @Nullable BigInteger number,
      int entries,
      Instant thisUpdate,
      @Nullable Instant nextUpdate) {
    static ListView of(RevocationList list) {
      return new ListView(
          list.issuer().toString(),
          list.number(),
          list.size(),
          list.thisUpdate(),
          list.nextUpdate());
    }
  }

  static CustomCaView of(CustomCa ca, Instant now) {
    return of(ca, now, null, null);
  }

  static CustomCaView listed(CustomCa ca, Instant now, List<String> hosts) {
    return of(ca, now, null, hosts);
  }

  static CustomCaView whole(CustomCa ca, Instant now, List<String> hosts) {
    List<Certificate> certificates = ca.bundle().certificates();
    return of(ca, now, certificates.isEmpty() ? null : PemFiles.text(certificates), hosts);
  }

  private static CustomCaView of(
      CustomCa ca, Instant now, @Nullable String certificates, @Nullable List<String> hosts) {
    Bundle bundle = ca.bundle();
    List<String> warnings = BundleCheck.warnings(bundle, now);
    String stored = ca.settings();
    JsonNode settings = Settings.stored(JsonMapper.shared(), stored == null ? "{}" : stored);
    return new CustomCaView(
        ca.id(),
        ca.name(),
        bundle.certificates().stream().map(Member::of).toList(),
        bundle.lists().stream().map(ListView::of).toList(),
        bundle.certificates().stream()
            .map(Certificate::notAfter)
            .min(Instant::compareTo)
            .orElse(null),
        warnings.isEmpty() ? null : warnings,
        certificates,
        settings.get("revoked"),
        settings.get("ocsp"),
        hosts,
        ca.createdAt());
  }

  /** The same with more warnings. */
  CustomCaView warning(List<String> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(warnings == null ? List.of() : warnings);
    all.addAll(more);
    return new CustomCaView(
        id,
        name,
        members,
        lists,
        notAfter,
        List.copyOf(all),
        certificates,
        revoked,
        ocsp,
        hosts,
        createdAt);
  }

  static @Nullable String pemOfLists(List<RevocationList> lists) {
    return lists.isEmpty()
        ? null
        : lists.stream()
            .map(each -> PemBlock.write(PemBlock.CRL, each.der()))
            .collect(Collectors.joining());
  }
}
