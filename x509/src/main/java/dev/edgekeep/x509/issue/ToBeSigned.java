package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.SiteExtension;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code TBSCertificate} (RFC 5280 §4.1). */
final class ToBeSigned {
  static final String OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
  private static final String OCSP = "1.3.6.1.5.5.7.48.1";
  private static final String CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
  private static final byte[] V3 = DerWriter.explicit(0, DerWriter.integer(BigInteger.TWO));

  private ToBeSigned() {}

  static byte[] encode(
      CertificateIssuer issuer, CertificateProfile profile, CertificateTemplate template) {
    return DerWriter.sequence(
        V3,
        DerWriter.integer(template.serial().value()),
        issuer.signer().algorithm().encoded(),
        issuer.name().encoded().toBytes(),
        DerWriter.sequence(
            DerWriter.time(template.notBefore().getEpochSecond()),
            DerWriter.time(template.notAfter().getEpochSecond())),
        template.subject().encoded().toBytes(),
        template.publicKey().encoded().toBytes(),
        DerWriter.explicit(3, Extension.encodeAll(extensions(issuer, profile, template))));
  }

  private static List<Extension> extensions(
      CertificateIssuer issuer, CertificateProfile profile, CertificateTemplate template) {
    List<Extension> all = new ArrayList<>();
    all.add(
        Extension.of(
            Extension.AUTHORITY_KEY_IDENTIFIER,
            false,
            AuthorityKeyIdentifier.of(issuer.keyIdentifier()).encoded()));
    byte[] identifier = CertificateIssuer.identifierOf(template.publicKey()).toBytes();
    all.add(
        Extension.of(Extension.SUBJECT_KEY_IDENTIFIER, false, DerWriter.octetString(identifier)));
    all.add(Extension.of(Extension.BASIC_CONSTRAINTS, true, basicConstraints(profile)));
    byte[] usage = DerWriter.namedBits(profile.keyUsage().bits());
    all.add(Extension.of(Extension.KEY_USAGE, true, usage));
    if (!profile.purposes().isEmpty()) {
      byte[][] purposes = profile.purposes().stream().map(DerWriter::oid).toArray(byte[][]::new);
      all.add(Extension.of(Extension.EXTENDED_KEY_USAGE, false, DerWriter.sequence(purposes)));
    }
    if (!template.names().isEmpty()) {
      // RFC 5280 §4.2.1.6: critical if there is no subject.
      boolean critical = template.subject().isEmpty();
      all.add(Extension.of(Extension.SUBJECT_ALT_NAME, critical, names(template.names())));
    }
    if (profile.withoutRevocation()) {
      all.add(Extension.of(OCSP_NO_CHECK, false, new byte[] {Tag.NULL, 0}));
    }
    addPointers(all, template.pointers());
    SiteExtension site = template.site();
    if (site != null) {
      all.add(site.extension());
    }
    return all;
  }

  /** RFC 5280 §4.2.1.9. */
  private static byte[] basicConstraints(CertificateProfile profile) {
    if (!profile.authority()) {
      return DerWriter.sequence();
    }
    byte[] length =
        profile.maxPathLength() < 0
            ? new byte[0]
            : DerWriter.integer(BigInteger.valueOf(profile.maxPathLength()));
    return DerWriter.sequence(DerWriter.booleanTrue(), length);
  }

  private static byte[] names(List<GeneralName> names) {
    return DerWriter.sequence(names.stream().map(GeneralName::encoded).toArray(byte[][]::new));
  }

  private static void addPointers(List<Extension> all, PublicationUrls pointers) {
    if (!pointers.crl().isEmpty()) {
      byte[] names = DerWriter.explicit(0, uris(pointers.crl()));
      byte[] point = DerWriter.sequence(DerWriter.explicit(0, names));
      all.add(Extension.of(Extension.CRL_DISTRIBUTION_POINTS, false, DerWriter.sequence(point)));
    }
    List<byte[]> descriptions = new ArrayList<>();
    pointers.ocsp().forEach(url -> descriptions.add(access(OCSP, url)));
    pointers.issuer().forEach(url -> descriptions.add(access(CA_ISSUERS, url)));
    if (!descriptions.isEmpty()) {
      byte[] access = DerWriter.sequence(descriptions.toArray(byte[][]::new));
      all.add(Extension.of(Extension.AUTHORITY_INFO_ACCESS, false, access));
    }
  }

  private static byte[] access(String method, String url) {
    return DerWriter.sequence(DerWriter.oid(method), new GeneralName.Uri(url).encoded());
  }

  private static byte[][] uris(List<String> urls) {
    return urls.stream().map(url -> new GeneralName.Uri(url).encoded()).toArray(byte[][]::new);
  }
}
