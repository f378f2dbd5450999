package dev.edgekeep.x509.ocsp;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request (RFC 6960 §4.1). Signatures of requesters are ignored, because anybody may ask.
 *
 * @param certIds at least one
 * @param nonce the content of the nonce to repeat; null if there is none
 */
public record OcspRequest(List<CertId> certIds, @Nullable Slice nonce) {
  /** The maximum size of a request, in octets. */
  public static final int MAX_BYTES = 32_768;

  /** The maximum number of certificates in a request. */
  public static final int MAX_CERT_IDS = 100;

  static final String NONCE = "1.3.6.1.5.5.7.48.1.2";

  /** RFC 9654 §2.1, which extends the 32 octets of RFC 8954. */
  private static final int MAX_NONCE = 128;

  public OcspRequest {
    certIds = List.copyOf(certIds);
  }

  /**
   * Parses the body of a POST.
   *
   * @throws CertificateFormatException if it is malformed; the response is then {@link
   *     OcspError#MALFORMED_REQUEST}
   */
  public static OcspRequest parse(byte[] der) throws CertificateFormatException {
    if (der.length > MAX_BYTES) {
      throw new CertificateFormatException("an OCSP request of more than " + MAX_BYTES + " bytes");
    }
    try {
      return read(DerReader.of(der.clone()));
    } catch (DerException e) {
      throw CertificateFormatException.in("OCSP request", e);
    }
  }

  /**
   * Parses the rest of a GET's path (RFC 6960 appendix A.1): Base64, with or without {@code %2B},
   * {@code %2F} and {@code %3D} escapes.
   *
   * @throws CertificateFormatException if it is malformed
   */
  public static OcspRequest parsePath(String path) throws CertificateFormatException {
    if (path.length() > 2 * MAX_BYTES) {
      throw new CertificateFormatException("an OCSP request of more than " + MAX_BYTES + " bytes");
    }
    String base64 =
        path.replaceAll("(?i)%2b", "+").replaceAll("(?i)%2f", "/").replaceAll("(?i)%3d", "=");
    try {
      return parse(Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      throw new CertificateFormatException("the path of an OCSP request is not base64");
    }
  }

  /** The encoding of a request about one certificate: without signature, name and nonce. */
  public static byte[] encode(CertId certId) {
    byte[] request = DerWriter.sequence(certId.encoded().toBytes());
    return DerWriter.sequence(DerWriter.sequence(DerWriter.sequence(request)));
  }

  private static OcspRequest read(DerReader outer) {
    DerReader request = outer.sequence("OCSPRequest");
    outer.end("the OCSP request");
    DerReader in = request.sequence("tbsRequest");
    if (request.hasMore()) {
      request.enter(Tag.contextConstructed(0), "optionalSignature");
    }
    request.end("the OCSP request");
    version(in);
    if (in.nextIs(Tag.contextConstructed(1))) {
      DerReader name = in.enter(Tag.contextConstructed(1), "requestorName");
      GeneralName.read(name, "requestorName");
      name.end("requestorName");
    }
    List<CertId> certIds = certIds(in.sequence("requestList"));
    Slice nonce = nonce(extensions(in, 2, "requestExtensions"));
    in.end("tbsRequest");
    return new OcspRequest(certIds, nonce);
  }

  private static void version(DerReader in) {
    if (in.nextIs(Tag.contextConstructed(0))) {
      DerReader explicit = in.enter(Tag.contextConstructed(0), "version");
      if (explicit.smallInteger(Tag.INTEGER, "version") != 0) {
        throw in.fail("version is not v1");
      }
      explicit.end("version");
    }
  }

  private static List<CertId> certIds(DerReader list) {
    List<CertId> certIds = new ArrayList<>(1);
    do {
      DerReader request = list.sequence("request");
      certIds.add(CertId.read(request));
      extensions(request, 0, "singleRequestExtensions");
      request.end("request");
      if (certIds.size() > MAX_CERT_IDS) {
        throw list.fail("more than " + MAX_CERT_IDS + " certificates are asked about");
      }
    } while (list.hasMore());
    return certIds;
  }

  /** RFC 6960 §4.4: unknown extensions are ignored, unless they are critical. */
  private static List<Extension> extensions(DerReader in, int n, String what) {
    if (!in.nextIs(Tag.contextConstructed(n))) {
      return List.of();
    }
    DerReader explicit = in.enter(Tag.contextConstructed(n), what);
    List<Extension> all = Extension.readAll(explicit, what);
    explicit.end(what);
    for (Extension each : all) {
      if (each.critical() && !each.oid().equals(NONCE)) {
        throw in.fail("the critical extension " + each.oid() + " is not known");
      }
    }
    return all;
  }

  private static @Nullable Slice nonce(List<Extension> extensions) {
    for (Extension extension : extensions) {
      if (extension.oid().equals(NONCE)) {
        DerReader in = extension.value().reader();
        Slice nonce = in.content(Tag.OCTET_STRING, "nonce");
        in.end("nonce");
        if (nonce.length() == 0 || nonce.length() > MAX_NONCE) {
          throw in.fail("a nonce has 1 to " + MAX_NONCE + " octets (RFC 9654 §2.1)");
        }
        return nonce;
      }
    }
    return null;
  }
}
