package dev.edgekeep.x509.pem;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One block of a PEM text (RFC 7468).
 *
 * @param label as in {@code -----BEGIN label-----}
 * @param der its content
 * @param line the line where it begins, from 1
 * @param encryption cipher and IV of OpenSSL's traditional key encryption, such as {@code
 *     AES-128-CBC,00112233445566778899AABBCCDDEEFF}; null if the block is not encrypted in this way
 */
public record PemBlock(String label, Slice der, int line, @Nullable String encryption) {
  public static final String CERTIFICATE = "CERTIFICATE";
  public static final String CRL = "X509 CRL";
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final Set<String> BESIDE =
      Set.of("EC PARAMETERS", "DH PARAMETERS", "PUBLIC KEY", "OCSP RESPONSE");
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
  private static final String CIPHER = "DEK-Info:";

  /** Returns whether the bytes contain the beginning of a block. */
  public static boolean isPem(byte[] bytes) {
    return text(bytes).lines().anyMatch(PemBlock::begins);
  }

  /** The octets as characters, without a UTF-8 byte-order mark. */
  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
  }

  /** RFC 7468 §3: at the start of a line, possibly after white space. */
  static boolean begins(String line) {
    return line.stripLeading().startsWith(BEGIN);
  }

  static boolean ends(String line) {
    return line.stripLeading().startsWith(END);
  }

  /**
   * Reads every block. Other text is skipped, including commented-out blocks, a byte-order mark,
   * CR, and white space at the ends of lines.
   *
   * @throws CertificateFormatException if a block does not end, or is not Base64; with its line
   */
  public static List<PemBlock> readAll(byte[] bytes) throws CertificateFormatException {
    String[] lines = text(bytes).lines().toArray(String[]::new);
    List<PemBlock> blocks = new ArrayList<>();
    int i = 0;
    while (i < lines.length) {
      if (!begins(lines[i])) {
        i++;
        continue;
      }
      int end = endOf(lines, i);
      blocks.add(block(lines, i, end, label(lines[i], BEGIN, i)));
      i = end + 1;
    }
    return blocks;
  }

  private static int endOf(String[] lines, int begin) throws CertificateFormatException {
    for (int i = begin + 1; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.startsWith(END)) {
        return i;
      }
      if (line.startsWith(BEGIN)) {
        break;
      }
    }
    throw new CertificateFormatException(
        "the PEM block that begins on line " + (begin + 1) + " has no END line; is it cut off?");
  }

  private static String label(String line, String prefix, int index)
      throws CertificateFormatException {
    String text = line.strip();
    boolean complete = text.endsWith(DASHES) && text.length() >= prefix.length() + DASHES.length();
    String label =
        complete ? text.substring(prefix.length(), text.length() - DASHES.length()) : DASHES;
    // RFC 7468 §3: a label has no two hyphens in a row. The text may be a key, and is not quoted.
    if (label.contains("--")) {
      throw new CertificateFormatException(
          "line %d is not a PEM line: %s… must stand alone and end with %s"
              .formatted(index + 1, prefix, DASHES));
    }
    return label;
  }

  private static PemBlock block(String[] lines, int begin, int end, String label)
      throws CertificateFormatException {
    String endLabel = label(lines[end].strip(), END, end);
    if (!endLabel.equals(label)) {
      throw new CertificateFormatException(
          String.format(
              "the PEM block %s of line %d ends as %s on line %d",
              label, begin + 1, endLabel, end + 1));
    }
    StringBuilder base64 = new StringBuilder();
    boolean encrypted = false;
    String encryption = "";
    for (int i = begin + 1; i < end; i++) {
      String line = lines[i].strip();
      if (line.indexOf(':') >= 0) {
        encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
        encryption = line.startsWith(CIPHER) ? line.substring(CIPHER.length()).strip() : encryption;
      } else {
        base64.append(line);
      }
    }
    try {
      byte[] der = Base64.getDecoder().decode(base64.toString());
      return new PemBlock(label, Slice.of(der), begin + 1, encrypted ? encryption : null);
    } catch (IllegalArgumentException e) {
      throw new CertificateFormatException(
          "the PEM block " + label + " of line " + (begin + 1) + " is not base64");
    }
  }

  /** Returns whether the block contains a certificate, with any of the labels in use. */
  public boolean isCertificate() {
    return label.equals(CERTIFICATE)
        || label.equals("X509 CERTIFICATE")
        || label.equals("TRUSTED CERTIFICATE");
  }

  /** Returns whether the block contains a certificate revocation list. */
  public boolean isCrl() {
    return label.equals(CRL) || label.equals("CRL");
  }

  /** Returns whether the block contains a certificate request. */
  public boolean isRequest() {
    return label.equals("CERTIFICATE REQUEST") || label.equals("NEW CERTIFICATE REQUEST");
  }

  /** Returns whether the block contains a private key in any form. */
  public boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }

  /** Returns whether the label is in use; a block with another label would be skipped silently. */
  static boolean isKnown(String label) {
    PemBlock empty = new PemBlock(label, Slice.of(new byte[0]), 1, null);
    return empty.isCertificate()
        || empty.isCrl()
        || empty.isRequest()
        || empty.isPrivateKey()
        || BESIDE.contains(label);
  }

  /** The label of a BEGIN line. */
  static String labelOf(String line) {
    String text = line.strip();
    int end = text.length() - (text.endsWith(DASHES) ? DASHES.length() : 0);
    return text.substring(Math.min(BEGIN.length(), end), end);
  }

  /** A description of the content for an error message. */
  public String described() {
    if (isCertificate()) {
      return "a certificate";
    }
    if (isCrl()) {
      return "a revocation list";
    }
    if (isRequest()) {
      return "a certificate request";
    }
    return isPrivateKey() ? "a private key" : "\"" + label + "\"";
  }

  /** The block as text, in lines of 64 characters, with a newline at the end. */
  public static String write(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return BEGIN + label + DASHES + "\n" + body + "\n" + END + label + DASHES + "\n";
  }
}
