package dev.edgekeep.x509.ocsp;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.crl.RevocationReason;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A successful response (RFC 6960 §4.2.1) as received: nothing is checked but its form. Immutable.
 *
 * @param toBeSigned the complete tbsResponseData
 * @param responderName the responder by name; null: by key
 * @param responderKeyHash the SHA-1 of the responder's key; null: by name
 * @param certificates those that the responder sent and that can be read
 */
public record OcspAnswer(
    Slice toBeSigned,
    AlgorithmIdentifier algorithm,
    Slice signature,
    @Nullable Name responderName,
    @Nullable Slice responderKeyHash,
    List<Single> statuses,
    List<Certificate> certificates) {
  /** The maximum size of a response, in octets. */
  public static final int MAX_BYTES = 65_536;

  private static final String BASIC = "1.3.6.1.5.5.7.48.1.1";
  private static final int MAX_STATUSES = 100;
  private static final int MAX_CERTIFICATES = 8;

  /**
   * The status of one certificate.
   *
   * @param nextUpdate null: newer information is always available
   */
  public record Single(
      CertId certId, CertificateStatus status, Instant thisUpdate, @Nullable Instant nextUpdate) {}

  public OcspAnswer {
    statuses = List.copyOf(statuses);
    certificates = List.copyOf(certificates);
  }

  /**
   * Parses a response.
   *
   * @throws CertificateFormatException if it is malformed, or not successful; the message says so
   */
  public static OcspAnswer parse(byte[] der) throws CertificateFormatException {
    if (der.length > MAX_BYTES) {
      throw new CertificateFormatException("an OCSP response of more than " + MAX_BYTES + " bytes");
    }
    try {
      return read(DerReader.of(der.clone()));
    } catch (DerException e) {
      throw CertificateFormatException.in("OCSP response", e);
    }
  }

  private static OcspAnswer read(DerReader outer) throws CertificateFormatException {
    DerReader response = outer.sequence("OCSPResponse");
    outer.end("the OCSP response");
    int status = response.smallInteger(Tag.ENUMERATED, "responseStatus");
    if (status != 0) {
      throw new CertificateFormatException(
          "this is an OCSP responder's refusal (%s) and not a response".formatted(named(status)));
    }
    DerReader explicit = response.enter(Tag.contextConstructed(0), "responseBytes");
    DerReader bytes = explicit.sequence("responseBytes");
    explicit.end("responseBytes");
    response.end("the OCSP response");
    if (!bytes.oid("responseType").equals(BASIC)) {
      throw new CertificateFormatException("the OCSP response is not of the basic type");
    }
    DerReader content = bytes.content(Tag.OCTET_STRING, "response").reader();
    bytes.end("responseBytes");
    DerReader basic = content.sequence("BasicOCSPResponse");
    content.end("the response");
    return basic(basic);
  }

  private static String named(int status) {
    return switch (status) {
      case 1 -> "malformedRequest";
      case 2 -> "internalError";
      case 3 -> "tryLater";
      case 5 -> "sigRequired";
      case 6 -> "unauthorized";
      default -> "status " + status;
    };
  }

  private static OcspAnswer basic(DerReader in) {
    Slice toBeSigned = in.element(Tag.SEQUENCE, "tbsResponseData");
    AlgorithmIdentifier algorithm = AlgorithmIdentifier.read(in, "signatureAlgorithm");
    Slice signature = in.bitStringOctets("signature");
    List<Certificate> certificates = certificates(in);
    in.end("BasicOCSPResponse");

    DerReader data = toBeSigned.reader().sequence("tbsResponseData");
    if (data.nextIs(Tag.contextConstructed(0))) {
      DerReader version = data.enter(Tag.contextConstructed(0), "version");
      if (version.smallInteger(Tag.INTEGER, "version") != 0) {
        throw version.fail("version is not v1");
      }
    }
    Name name = null;
    Slice keyHash = null;
    if (data.nextIs(Tag.contextConstructed(1))) {
      DerReader byName = data.enter(Tag.contextConstructed(1), "responderID");
      name = Name.read(byName, "responderID");
      byName.end("responderID");
    } else {
      DerReader byKey = data.enter(Tag.contextConstructed(2), "responderID");
      keyHash = byKey.content(Tag.OCTET_STRING, "responderID");
      byKey.end("responderID");
    }
    data.time("producedAt");
    List<Single> statuses = statuses(data.sequence("responses"));
    extensions(data, 1, "responseExtensions");
    data.end("tbsResponseData");
    return new OcspAnswer(toBeSigned, algorithm, signature, name, keyHash, statuses, certificates);
  }

  private static List<Certificate> certificates(DerReader in) {
    List<Certificate> certificates = new ArrayList<>(1);
    if (in.nextIs(Tag.contextConstructed(0))) {
      DerReader explicit = in.enter(Tag.contextConstructed(0), "certs");
      DerReader sequence = explicit.sequence("certs");
      explicit.end("certs");
      while (sequence.hasMore()) {
        Slice encoded = sequence.element(Tag.SEQUENCE, "certificate");
        if (certificates.size() < MAX_CERTIFICATES) {
          add(encoded, certificates);
        }
      }
    }
    return certificates;
  }

  /** A certificate that cannot be read has not signed the response. */
  private static void add(Slice encoded, List<Certificate> certificates) {
    try {
      certificates.add(Certificate.parse(encoded.toBytes()));
    } catch (CertificateFormatException _) {
      // The response is refused if this was the signer's.
    }
  }

  private static List<Single> statuses(DerReader in) {
    List<Single> statuses = new ArrayList<>(1);
    while (in.hasMore()) {
      DerReader single = in.sequence("SingleResponse");
      CertId id = CertId.read(single);
      CertificateStatus status = status(single);
      Instant thisUpdate = Instant.ofEpochSecond(single.time("thisUpdate"));
      Instant nextUpdate = null;
      if (single.nextIs(Tag.contextConstructed(0))) {
        DerReader next = single.enter(Tag.contextConstructed(0), "nextUpdate");
        nextUpdate = Instant.ofEpochSecond(next.time("nextUpdate"));
        next.end("nextUpdate");
      }
      extensions(single, 1, "singleExtensions");
      single.end("SingleResponse");
      statuses.add(new Single(id, status, thisUpdate, nextUpdate));
      if (statuses.size() > MAX_STATUSES) {
        throw in.fail("more than " + MAX_STATUSES + " statuses");
      }
    }
    return statuses;
  }

  private static CertificateStatus status(DerReader in) {
    if (in.nextIs(Tag.contextConstructed(1))) {
      DerReader revoked = in.enter(Tag.contextConstructed(1), "revoked");
      Instant at = Instant.ofEpochSecond(revoked.time("revocationTime"));
      RevocationReason reason = RevocationReason.UNSPECIFIED;
      if (revoked.nextIs(Tag.contextConstructed(0))) {
        DerReader explicit = revoked.enter(Tag.contextConstructed(0), "revocationReason");
        reason = reason(explicit.smallInteger(Tag.ENUMERATED, "revocationReason"));
        explicit.end("revocationReason");
      }
      revoked.end("revoked");
      return new CertificateStatus.Revoked(at, reason);
    }
    boolean isGood = in.nextIs(Tag.context(0));
    Slice empty = in.content(isGood ? Tag.context(0) : Tag.context(2), "certStatus");
    if (empty.length() != 0) {
      throw in.fail("certStatus has content");
    }
    return isGood ? new CertificateStatus.Good() : new CertificateStatus.Unknown();
  }

  private static RevocationReason reason(int code) {
    return Arrays.stream(RevocationReason.values())
        .filter(reason -> reason.code() == code)
        .findFirst()
        .orElse(RevocationReason.UNSPECIFIED);
  }

  /** RFC 6960 §4.4: unknown extensions are ignored, unless they are critical. */
  private static void extensions(DerReader in, int n, String what) {
    if (!in.nextIs(Tag.contextConstructed(n))) {
      return;
    }
    DerReader explicit = in.enter(Tag.contextConstructed(n), what);
    for (Extension each : Extension.readAll(explicit, what)) {
      if (each.critical() && !each.oid().equals(OcspRequest.NONCE)) {
        throw in.fail("the critical extension " + each.oid() + " is not known");
      }
    }
    explicit.end(what);
  }
}
