package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;

/**
 * The outer structure of certificates, lists and requests: {@code SIGNED} (RFC 5912 §14).
 *
 * @param content the signed part
 * @param algorithm the complete element of the signature algorithm
 */
public record SignedElement(Slice content, Slice algorithm, Slice signature) {
  /**
   * Reads an encoding that consists of exactly this structure.
   *
   * @param what the whole, for error messages
   * @param part the signed part, for error messages
   */
  public static SignedElement read(byte[] der, String what, String part) {
    DerReader outer = DerReader.of(der);
    DerReader in = outer.sequence(what);
    outer.end("the " + what);
    Slice content = in.element(Tag.SEQUENCE, part);
    Slice algorithm = in.element(Tag.SEQUENCE, "signatureAlgorithm");
    Slice signature = in.bitStringOctets("signatureValue");
    in.end("the " + what);
    return new SignedElement(content, algorithm, signature);
  }
}
