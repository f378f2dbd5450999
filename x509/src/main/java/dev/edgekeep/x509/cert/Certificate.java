package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An X.509 certificate (RFC 5280 §4.1), parsed once, strictly. Immutable; equal if the encodings
 * are equal; any thread.
 *
 * <p>Parsing checks the whole structure, including each known extension, and keeps little more than
 * the encoding, because a trust store may hold many unused certificates. Values are decoded on
 * request, and frequently used values are cached.
 */
public final class Certificate {
  /** The maximum size of an encoding. */
  public static final int MAX_BYTES = 1 << 20;

  private final byte[] der;
  private final Slice toBeSigned;
  private final Slice signature;
  private final int version;
  private final long notBefore;
  private final long notAfter;
  private final boolean earlyGeneralizedTime;
  private final Slice serial;
  private final Slice innerAlgorithm;
  private final Slice issuer;
  private final Slice subject;
  private final Slice publicKeyInfo;
  private final @Nullable Slice extensionsField;
  // Created on first use. Each value is immutable, so a race only creates it twice.
  private @Nullable Extensions extensions;
  private @Nullable Name issuerName;
  private @Nullable Name subjectName;
  private @Nullable SubjectPublicKey subjectPublicKey;
  private @Nullable Fingerprint sha256;
  private int hash;

  /** Reads all fields in order and checks everything, so that no accessor fails later. */
  private Certificate(byte[] der) {
    this.der = der;
    SignedElement signed = SignedElement.read(der, "certificate", "tbsCertificate");
    toBeSigned = signed.content();
    signature = signed.signature();

    DerReader in = toBeSigned.reader().sequence("tbsCertificate");
    version = version(in);
    serial = in.integerOctets(Tag.INTEGER, "serialNumber");
    innerAlgorithm = in.element(Tag.SEQUENCE, "signature");
    if (!innerAlgorithm.equals(signed.algorithm())) {
      throw in.fail(
          "signature and signatureAlgorithm name different algorithms (RFC 5280 §4.1.1.2)");
    }
    AlgorithmIdentifier.read(innerAlgorithm.reader(), "signature");
    issuer = Name.read(in, "issuer").encoded();
    DerReader validity = in.sequence("validity");
    boolean earlyStart = validity.nextIs(Tag.GENERALIZED_TIME);
    notBefore = validity.time("notBefore");
    boolean earlyEnd = validity.nextIs(Tag.GENERALIZED_TIME);
    notAfter = validity.time("notAfter");
    validity.end("validity");
    earlyGeneralizedTime =
        (earlyStart && before2050(notBefore)) || (earlyEnd && before2050(notAfter));
    subject = Name.read(in, "subject").encoded();
    publicKeyInfo = SubjectPublicKey.read(in).encoded();
    uniqueIdentifiers(in);
    extensionsField = extensionsField(in);
    in.end("tbsCertificate");
    if (extensionsField != null) {
      Extensions.read(extensionsField.reader());
    }
  }

  /**
   * Parses a DER-encoded certificate.
   *
   * @throws CertificateFormatException if it is malformed; the message says what is wrong, and
   *     where
   */
  public static Certificate parse(byte[] der) throws CertificateFormatException {
    if (der.length > MAX_BYTES) {
      throw new CertificateFormatException("a certificate of more than " + MAX_BYTES + " bytes");
    }
    try {
      return new Certificate(der.clone());
    } catch (DerException e) {
      throw CertificateFormatException.in("certificate", e);
    }
  }

  private static int version(DerReader in) {
    if (!in.nextIs(Tag.contextConstructed(0))) {
      return 1;
    }
    DerReader explicit = in.enter(Tag.contextConstructed(0), "version");
    int value = explicit.smallInteger(Tag.INTEGER, "version");
    explicit.end("version");
    if (value != 1 && value != 2) {
      throw in.fail("version is " + value + ", which is neither v2 nor v3");
    }
    return value + 1;
  }

  private void uniqueIdentifiers(DerReader in) {
    for (int n = 1; n <= 2; n++) {
      if (in.nextIs(Tag.context(n))) {
        in.content(Tag.context(n), "unique identifier");
        if (version < 2) {
          throw in.fail("a unique identifier in a v1 certificate (RFC 5280 §4.1.2.8)");
        }
      }
    }
  }

  private @Nullable Slice extensionsField(DerReader in) {
    if (!in.nextIs(Tag.contextConstructed(3))) {
      return null;
    }
    if (version < 3) {
      throw in.fail("extensions in a v" + version + " certificate (RFC 5280 §4.1.2.9)");
    }
    DerReader explicit = in.enter(Tag.contextConstructed(3), "extensions");
    Slice field = explicit.element(Tag.SEQUENCE, "extensions");
    explicit.end("extensions");
    return field;
  }

  private static boolean before2050(long epochSeconds) {
    return epochSeconds < 2_524_608_000L;
  }

  /** A copy of the encoding. */
  public byte[] der() {
    return der.clone();
  }

  /** The signed part (TBSCertificate). */
  public Slice toBeSigned() {
    return toBeSigned;
  }

  public Slice signature() {
    return signature;
  }

  public AlgorithmIdentifier signatureAlgorithm() {
    return AlgorithmIdentifier.read(innerAlgorithm.reader(), "signature");
  }

  /** The version: 1, 2 or 3. */
  public int version() {
    return version;
  }

  public SerialNumber serialNumber() {
    return new SerialNumber(new BigInteger(serial.toBytes()));
  }

  /** The encoded octets of the serial number: equal exactly if the numbers are equal. */
  public Slice serialOctets() {
    return serial;
  }

  public Name issuer() {
    Name name = issuerName;
    if (name == null) {
      name = Name.checked(issuer);
      issuerName = name;
    }
    return name;
  }

  public Name subject() {
    Name name = subjectName;
    if (name == null) {
      name = Name.checked(subject);
      subjectName = name;
    }
    return name;
  }

  /** The first moment of validity, inclusive. */
  public Instant notBefore() {
    return Instant.ofEpochSecond(notBefore);
  }

  /** The last second of validity, inclusive. */
  public Instant notAfter() {
    return Instant.ofEpochSecond(notAfter);
  }

  /** Returns whether a date before 2050 is a GeneralizedTime, against RFC 5280 §4.1.2.5. */
  public boolean hasEarlyGeneralizedTime() {
    return earlyGeneralizedTime;
  }

  public SubjectPublicKey subjectPublicKey() {
    SubjectPublicKey key = subjectPublicKey;
    if (key == null) {
      key = SubjectPublicKey.read(publicKeyInfo.reader());
      subjectPublicKey = key;
    }
    return key;
  }

  private Extensions decoded() {
    Extensions result = extensions;
    if (result == null) {
      result =
          extensionsField == null ? Extensions.NONE : Extensions.read(extensionsField.reader());
      extensions = result;
    }
    return result;
  }

  /** All extensions, in the order of the encoding. */
  public List<Extension> extensions() {
    return decoded().all;
  }

  /** The extension of this type, or null. */
  public @Nullable Extension extension(String oid) {
    return Extension.find(decoded().all, oid);
  }

  public @Nullable BasicConstraints basicConstraints() {
    return decoded().basicConstraints;
  }

  /** Returns whether basicConstraints say that the subject is a CA. */
  public boolean isCa() {
    BasicConstraints constraints = basicConstraints();
    return constraints != null && constraints.ca();
  }

  public @Nullable KeyUsage keyUsage() {
    return decoded().keyUsage;
  }

  /** The purposes as dotted OIDs; null if the extension is absent. */
  public @Nullable List<String> extendedKeyUsage() {
    return decoded().extendedKeyUsage;
  }

  public List<GeneralName> subjectAltNames() {
    return decoded().subjectAltNames;
  }

  public @Nullable NameConstraints nameConstraints() {
    return decoded().nameConstraints;
  }

  /** The identifier of the subject's key from the extension, or null. */
  public @Nullable Slice subjectKeyIdentifier() {
    return decoded().subjectKeyIdentifier;
  }

  /** The SHA-1 of the key (RFC 5280 §4.2.1.2 method 1), regardless of the extension. */
  public Fingerprint computedKeyIdentifier() {
    return Fingerprint.sha1(subjectPublicKey().keyBits());
  }

  public @Nullable AuthorityKeyIdentifier authorityKeyIdentifier() {
    return decoded().authorityKeyIdentifier;
  }

  /** The policies as dotted OIDs; empty if the extension is absent. */
  public List<String> policies() {
    return decoded().policies;
  }

  /**
   * The OID of a policy qualifier that RFC 5280 §4.2.1.4 does not define; null if there is none.
   */
  public @Nullable String unknownPolicyQualifier() {
    return decoded().unknownPolicyQualifier;
  }

  public List<Policies.Mapping> policyMappings() {
    return decoded().policyMappings;
  }

  public Policies.@Nullable Constraints policyConstraints() {
    return decoded().policyConstraints;
  }

  /** The skip count of inhibitAnyPolicy; -1 if absent. */
  public int inhibitAnyPolicy() {
    return decoded().inhibitAnyPolicy;
  }

  public List<DistributionPoint> crlDistributionPoints() {
    return decoded().crlDistributionPoints;
  }

  public List<DistributionPoint> freshestCrl() {
    return decoded().freshestCrl;
  }

  /** Returns whether issuer and subject are the same name (RFC 5280 §3.2). */
  public boolean isSelfIssued() {
    return issuer.equals(subject) || issuer().equals(subject());
  }

  /** SHA-256 of the encoding. */
  public Fingerprint sha256() {
    Fingerprint result = sha256;
    if (result == null) {
      result = Fingerprint.sha256(Slice.of(der));
      sha256 = result;
    }
    return result;
  }

  /** The SHA-1 of the encoding, for people who still compare it. */
  public Fingerprint sha1() {
    return Fingerprint.sha1(Slice.of(der));
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Certificate that && Arrays.equals(der, that.der));
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      result = Arrays.hashCode(der);
      hash = result;
    }
    return result;
  }

  /** Subject and serial number, for logs. */
  @Override
  public String toString() {
    return subject() + " (serial " + serialNumber() + ")";
  }
}
