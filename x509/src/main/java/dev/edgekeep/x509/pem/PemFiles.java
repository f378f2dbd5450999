package dev.edgekeep.x509.pem;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Certificates and lists from the content of a file, PEM or DER. This class does not open files;
 * callers add the file's name to messages.
 */
public final class PemFiles {
  /** The beginning of a private key in any text form, whether or not it is well-formed PEM. */
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "BEGIN[^\\r\\n]{0,40}PRIVATE[ _-]?KEY|PuTTY-User-Key-File", Pattern.CASE_INSENSITIVE);

  private interface Parser<T> {
    T parse(byte[] der) throws CertificateFormatException;
  }

  private PemFiles() {}

  /**
   * All certificates in order; at least one. Other blocks are skipped, except private keys, which
   * are refused, because certificates may be stored in clear and shown.
   *
   * @throws CertificateFormatException if there is no certificate, one is malformed, or there is a
   *     private key; the message says which
   */
  public static List<Certificate> certificates(byte[] content) throws CertificateFormatException {
    List<Certificate> certificates = certificatesBesideKeys(content);
    requireNoPrivateKey(content, "certificates");
    return certificates;
  }

  /** Like {@link #certificates}, for the file of a private key: keys are skipped. */
  public static List<Certificate> certificatesBesideKeys(byte[] content)
      throws CertificateFormatException {
    return read(content, "certificates", PemBlock::isCertificate, Certificate::parse);
  }

  /** All revocation lists in order; at least one, and no private key. */
  public static List<RevocationList> revocationLists(byte[] content)
      throws CertificateFormatException {
    List<RevocationList> lists =
        read(content, "revocation lists", PemBlock::isCrl, RevocationList::parse);
    requireNoPrivateKey(content, "revocation lists");
    return lists;
  }

  /**
   * The DER of the only certificate request in a text; other blocks are skipped, except private
   * keys, which are refused. The message quotes nothing.
   */
  public static byte[] certificateRequest(String pem) throws CertificateFormatException {
    if (holdsPrivateKey(pem)) {
      throw new CertificateFormatException(
          "there is a private key in it, which must stay secret; create a new key, and send the"
              + " certificate request alone");
    }
    List<PemBlock> blocks = PemBlock.readAll(pem.getBytes(StandardCharsets.UTF_8));
    List<PemBlock> requests = blocks.stream().filter(PemBlock::isRequest).toList();
    if (requests.size() == 1) {
      return requests.getFirst().der().toBytes();
    }
    String found = blocks.isEmpty() ? "nothing in PEM" : blocks.getFirst().described();
    throw new CertificateFormatException(
        "expected one certificate request in PEM, found "
            + (requests.size() > 1 ? requests.size() + " of them" : found));
  }

  /** Returns whether a text contains a private key, or the beginning of one. */
  public static boolean holdsPrivateKey(String text) {
    return PRIVATE_KEY.matcher(text).find();
  }

  /**
   * Refuses content that contains a private key anywhere. The message quotes nothing.
   *
   * @param expected in the plural, such as {@code certificates}
   */
  public static void requireNoPrivateKey(byte[] content, String expected)
      throws CertificateFormatException {
    if (holdsPrivateKey(new String(content, StandardCharsets.ISO_8859_1))) {
      throw new CertificateFormatException(
          "this contains a private key; only %s belong here".formatted(expected));
    }
  }

  /** The certificates as PEM, one after the other. */
  public static String text(List<Certificate> certificates) {
    return certificates.stream()
        .map(each -> PemBlock.write(PemBlock.CERTIFICATE, each.der()))
        .collect(Collectors.joining());
  }

  private static <T> List<T> read(
      byte[] content, String expected, Predicate<PemBlock> wanted, Parser<T> parser)
      throws CertificateFormatException {
    if (content.length == 0) {
      throw new CertificateFormatException("the content is empty, expected " + expected);
    }
    if (!PemBlock.isPem(content)) {
      String conversion = OtherFormats.conversion(content, expected);
      if (conversion != null) {
        throw new CertificateFormatException(conversion);
      }
      if (content[0] != 0x30) {
        throw new CertificateFormatException("this is neither PEM nor DER, expected " + expected);
      }
      return List.of(parser.parse(content));
    }
    List<PemBlock> blocks = PemBlock.readAll(content);
    List<T> values = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (wanted.test(block)) {
        values.add(parse(block, parser));
      }
    }
    if (values.isEmpty()) {
      String first = blocks.getFirst().described();
      boolean pkcs7 = blocks.getFirst().label().equals("PKCS7");
      throw new CertificateFormatException(
          "this is "
              + first
              + ", expected "
              + expected
              + (pkcs7 ? "; convert it: openssl pkcs7 -print_certs -in FILE -out FILE.pem" : ""));
    }
    return List.copyOf(values);
  }

  private static <T> T parse(PemBlock block, Parser<T> parser) throws CertificateFormatException {
    try {
      return parser.parse(block.der().toBytes());
    } catch (CertificateFormatException e) {
      throw new CertificateFormatException(
          "in the PEM block of line " + block.line() + ": " + e.getMessage());
    }
  }
}
