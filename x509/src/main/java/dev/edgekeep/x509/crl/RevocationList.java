package dev.edgekeep.x509.crl;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SignedElement;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A certificate revocation list (RFC 5280 §5), parsed once. Immutable; equal if the encodings are
 * equal; any thread. The entries stay encoded, with an index of 4 to 8 bytes per entry, so that a
 * list of a million serial numbers needs little more memory than its file, and look-ups take
 * constant time.
 */
public final class RevocationList {
  /** The maximum size of an encoding. */
  public static final int MAX_BYTES = 256 << 20;

  /** RFC 5280 §5.2.3 allows 20 octets for a CRL number; some longer ones are in use. */
  private static final int MAX_NUMBER_OCTETS = 64;

  private static final Set<String> UNDERSTOOD =
      Set.of(
          Extension.AUTHORITY_KEY_IDENTIFIER,
          Extension.CRL_NUMBER,
          Extension.DELTA_CRL_INDICATOR,
          Extension.ISSUING_DISTRIBUTION_POINT);

  private final byte[] der;
  private final Slice toBeSigned;
  private final Slice signature;
  private final AlgorithmIdentifier algorithm;
  private final int version;
  private final Name issuer;
  private final long thisUpdate;
  private final long nextUpdate;
  private final CrlEntries entries;
  private final List<Extension> extensions;
  private final @Nullable AuthorityKeyIdentifier authorityKeyIdentifier;
  private final @Nullable BigInteger number;
  private final @Nullable BigInteger baseNumber;
  private final IssuingDistributionPoint scope;
  // The last result of isSignedBy. A list is nearly always checked with one key, its issuer's.
  private volatile @Nullable SignatureMemo signatureMemo;

  private record SignatureMemo(SubjectPublicKey key, boolean valid) {}

  private RevocationList(byte[] der) {
    this.der = der;
    SignedElement signed = SignedElement.read(der, "revocation list", "tbsCertList");
    toBeSigned = signed.content();
    signature = signed.signature();

    DerReader in = toBeSigned.reader().sequence("tbsCertList");
    version = in.nextIs(Tag.INTEGER) ? in.smallInteger(Tag.INTEGER, "version") + 1 : 1;
    if (version > 2) {
      throw in.fail("version is neither v1 nor v2");
    }
    Slice innerAlgorithm = in.element(Tag.SEQUENCE, "signature");
    if (!innerAlgorithm.equals(signed.algorithm())) {
      throw in.fail("signature and signatureAlgorithm name different algorithms");
    }
    algorithm = AlgorithmIdentifier.read(innerAlgorithm.reader(), "signature");
    issuer = Name.read(in, "issuer");
    thisUpdate = in.time("thisUpdate");
    boolean hasNext = in.nextIs(Tag.UTC_TIME) || in.nextIs(Tag.GENERALIZED_TIME);
    nextUpdate = hasNext ? in.time("nextUpdate") : Long.MAX_VALUE;
    Slice revoked =
        in.nextIs(Tag.SEQUENCE) ? in.content(Tag.SEQUENCE, "revokedCertificates") : null;
    extensions = extensions(in);
    in.end("tbsCertList");

    authorityKeyIdentifier =
        decode(Extension.AUTHORITY_KEY_IDENTIFIER, AuthorityKeyIdentifier::read);
    number = decode(Extension.CRL_NUMBER, value -> number(value, "cRLNumber"));
    baseNumber = decode(Extension.DELTA_CRL_INDICATOR, value -> number(value, "BaseCRLNumber"));
    IssuingDistributionPoint point =
        decode(Extension.ISSUING_DISTRIBUTION_POINT, IssuingDistributionPoint::read);
    scope = point == null ? IssuingDistributionPoint.EVERYTHING : point;
    entries = CrlEntries.read(revoked, version, scope.indirect());
  }

  private interface Decoder<T> {
    T decode(DerReader in);
  }

  private <T> @Nullable T decode(String oid, Decoder<T> decoder) {
    Extension extension = extension(oid);
    if (extension == null) {
      return null;
    }
    DerReader in = extension.value().reader();
    T value = decoder.decode(in);
    in.end("extension " + oid);
    return value;
  }

  /** A CRLNumber, which is never negative (RFC 5280 §5.2.3). */
  private static BigInteger number(DerReader in, String what) {
    Slice octets = in.integerOctets(Tag.INTEGER, what);
    if (octets.at(0) >= 0x80 || octets.length() > MAX_NUMBER_OCTETS) {
      throw in.fail(what + " is negative or too long (RFC 5280 §5.2.3)");
    }
    return new BigInteger(octets.toBytes());
  }

  private List<Extension> extensions(DerReader in) {
    if (!in.nextIs(Tag.contextConstructed(0))) {
      return List.of();
    }
    if (version < 2) {
      throw in.fail("extensions in a v1 revocation list (RFC 5280 §5.1.2.7)");
    }
    DerReader explicit = in.enter(Tag.contextConstructed(0), "crlExtensions");
    List<Extension> result = List.copyOf(Extension.readAll(explicit, "crlExtension"));
    explicit.end("crlExtensions");
    return result;
  }

  /**
   * Parses a DER-encoded list.
   *
   * @throws CertificateFormatException if it is malformed; the message says what is wrong, and
   *     where
   */
  public static RevocationList parse(byte[] der) throws CertificateFormatException {
    if (der.length > MAX_BYTES) {
      throw new CertificateFormatException("a list of more than " + MAX_BYTES + " bytes");
    }
    try {
      return new RevocationList(der.clone());
    } catch (DerException e) {
      throw CertificateFormatException.in("revocation list", e);
    }
  }

  /** A copy of the encoding. */
  public byte[] der() {
    return der.clone();
  }

  /** The signed part (TBSCertList). */
  public Slice toBeSigned() {
    return toBeSigned;
  }

  public Slice signature() {
    return signature;
  }

  public AlgorithmIdentifier signatureAlgorithm() {
    return algorithm;
  }

  /** The issuer of this list. */
  public Name issuer() {
    return issuer;
  }

  public Instant thisUpdate() {
    return Instant.ofEpochSecond(thisUpdate);
  }

  /** The time at which the next list is due; null if the list does not say. */
  public @Nullable Instant nextUpdate() {
    return nextUpdate == Long.MAX_VALUE ? null : Instant.ofEpochSecond(nextUpdate);
  }

  public List<Extension> extensions() {
    return extensions;
  }

  public @Nullable Extension extension(String oid) {
    return Extension.find(extensions, oid);
  }

  public @Nullable AuthorityKeyIdentifier authorityKeyIdentifier() {
    return authorityKeyIdentifier;
  }

  /** The CRL number (RFC 5280 §5.2.3), or null. */
  public @Nullable BigInteger number() {
    return number;
  }

  /** The number of the complete list that this list amends (§5.2.4); null unless it is a delta. */
  public @Nullable BigInteger baseNumber() {
    return baseNumber;
  }

  public boolean isDelta() {
    return baseNumber != null;
  }

  /** The scope of this list (§5.2.5). */
  public IssuingDistributionPoint scope() {
    return scope;
  }

  /**
   * The OID of an unknown critical extension of the list or of one of its entries, or null. With
   * such an extension, the list must not be used to show that a certificate is not revoked (§5.2,
   * §5.3).
   */
  public @Nullable String unknownCriticalExtension() {
    for (Extension extension : extensions) {
      if (extension.critical() && !UNDERSTOOD.contains(extension.oid())) {
        return extension.oid();
      }
    }
    return entries.unknownCriticalExtension();
  }

  /**
   * Returns whether this list replaces another of the same issuer and scope: the higher CRL number
   * decides (RFC 5280 §5.2.3), then the later thisUpdate. Does not check that the same key signed
   * both.
   */
  public boolean supersedes(RevocationList other) {
    if (isDelta() != other.isDelta()
        || !scope.equals(other.scope)
        || !issuer.equals(other.issuer)) {
      return false;
    }
    BigInteger own = number;
    BigInteger others = other.number;
    int order = own == null || others == null ? 0 : own.compareTo(others);
    return order == 0 ? thisUpdate > other.thisUpdate : order > 0;
  }

  /** Returns whether {@code key} has signed this list. The result for the last key is cached. */
  public boolean isSignedBy(SubjectPublicKey key) {
    SignatureMemo memo = signatureMemo;
    if (memo == null || !memo.key().equals(key)) {
      boolean valid =
          SignatureCheck.check(algorithm, toBeSigned, signature, key) == SignatureResult.VALID;
      memo = new SignatureMemo(key, valid);
      signatureMemo = memo;
    }
    return memo.valid();
  }

  /** Returns whether the result of {@link #isSignedBy} for this key is cached. */
  public boolean remembers(SubjectPublicKey key) {
    SignatureMemo memo = signatureMemo;
    return memo != null && memo.key().equals(key);
  }

  /** The number of entries. */
  public int size() {
    return entries.size();
  }

  /**
   * The entry for a certificate, or null if it is not on this list.
   *
   * @param issuer the certificate's issuer
   * @param serial the octets of its serial number
   */
  public @Nullable RevokedEntry find(Name issuer, Slice serial) {
    return entries.find(this.issuer, issuer, serial);
  }

  /** The entry for a serial number of this list's own issuer, or null. */
  public @Nullable RevokedEntry find(SerialNumber serial) {
    return find(issuer, Slice.of(serial.value().toByteArray()));
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof RevocationList that && Arrays.equals(der, that.der));
  }

  @Override
  public int hashCode() {
    // A hash of the end, which is the signature: a list may be large, and no two have the same
    // signature.
    return Arrays.hashCode(Arrays.copyOfRange(der, Math.max(0, der.length - 64), der.length));
  }

  /** Issuer, number and dates, for logs. */
  @Override
  public String toString() {
    return "CRL of " + issuer + " from " + thisUpdate() + " with " + size() + " entries";
  }
}
