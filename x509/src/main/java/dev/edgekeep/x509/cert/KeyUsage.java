package dev.edgekeep.x509.cert;

import java.util.ArrayList;
import java.util.List;

/** The permitted uses of the key (RFC 5280 §4.2.1.3). Bit 0 of {@code bits} is digitalSignature. */
public record KeyUsage(int bits) {
  /** {@code digitalSignature} alone. */
  public static final KeyUsage SIGNING = new KeyUsage(1);

  /** {@code keyCertSign}, {@code cRLSign}. */
  public static final KeyUsage CERTIFICATES_AND_LISTS = new KeyUsage(1 << 5 | 1 << 6);

  /**
   * The same with {@code digitalSignature}: for a CA that signs OCSP responses with its own key.
   */
  public static final KeyUsage CERTIFICATES_LISTS_AND_ANSWERS = new KeyUsage(1 | 1 << 5 | 1 << 6);

  private static final List<String> NAMES =
      List.of(
          "digitalSignature",
          "nonRepudiation",
          "keyEncipherment",
          "dataEncipherment",
          "keyAgreement",
          "keyCertSign",
          "cRLSign",
          "encipherOnly",
          "decipherOnly");

  public boolean digitalSignature() {
    return (bits & 1) != 0;
  }

  public boolean keyEncipherment() {
    return (bits & 1 << 2) != 0;
  }

  public boolean keyAgreement() {
    return (bits & 1 << 4) != 0;
  }

  public boolean keyCertSign() {
    return (bits & 1 << 5) != 0;
  }

  public boolean crlSign() {
    return (bits & 1 << 6) != 0;
  }

  /** The names of the set bits, as RFC 5280 spells them. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      if ((bits & 1 << i) != 0) {
        names.add(NAMES.get(i));
      }
    }
    return names;
  }
}
