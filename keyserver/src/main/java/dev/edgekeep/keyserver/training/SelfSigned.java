package dev.edgekeep.keyserver.training;

import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** A key and its self-signed certificate for 127.0.0.1, valid for an hour: for trainings only. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SelfSigned(Kind kind, byte[] certificate, byte[] pkcs8) {
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** CN=training (RFC 5280 §4.1.2.4). */
  private static final byte[] NAME =
      sequence(
          DerWriter.element(
              Tag.SET, sequence(hex("0603550403"), text(Tag.UTF8_STRING, "training"))));

  /** basicConstraints with cA; subjectAltName with the address 127.0.0.1. */
  private static final byte[] EXTENSIONS =
      DerWriter.element(
          Tag.contextConstructed(3),
          sequence(
              sequence(hex("0603551d13"), hex("0101ff"), octets(sequence(hex("0101ff")))),
              sequence(hex("0603551d11"), octets(sequence(hex("87047f000001"))))));

  /** Kinds of keys in a training. */
  enum Kind {
    RSA("RSA", 2048, "SHA256withRSA", "06092a864886f70d01010b0500"),
    ECDSA("EC", 256, "SHA256withECDSA", "06082a8648ce3d040302"),
    ED25519("Ed25519", 255, "Ed25519", "06032b6570");

    private final String algorithm;
    private final int size;
    private final String signature;
    private final String identifier;

    Kind(String algorithm, int size, String signature, String identifier) {
      this.algorithm = algorithm;
      this.size = size;
      this.signature = signature;
      this.identifier = identifier;
    }
  }

  static SelfSigned create(Kind kind, Instant now) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm);
    generator.initialize(kind.size);
    KeyPair pair = generator.generateKeyPair();
    byte[] identifier = sequence(hex(kind.identifier));
    byte[] toBeSigned =
        sequence(
            hex("a003020102"), // version 3
            hex("020101"), // serial number 1
            identifier,
            NAME,
            sequence(time(now.minus(Duration.ofHours(1))), time(now.plus(Duration.ofHours(1)))),
            NAME,
            pair.getPublic().getEncoded(),
            EXTENSIONS);
    Signature signature = Signature.getInstance(kind.signature);
    signature.initSign(pair.getPrivate());
    signature.update(toBeSigned);
    byte[] bits = DerWriter.element(Tag.BIT_STRING, new byte[1], signature.sign());
    return new SelfSigned(
        kind, sequence(toBeSigned, identifier, bits), pair.getPrivate().getEncoded());
  }

  private static byte[] sequence(byte[]... parts) {
    return DerWriter.element(Tag.SEQUENCE, parts);
  }

  private static byte[] octets(byte[] content) {
    return DerWriter.element(Tag.OCTET_STRING, content);
  }

  private static byte[] time(Instant time) {
    return text(Tag.UTC_TIME, UTC_TIME.format(time));
  }

  private static byte[] text(int tag, String text) {
    return DerWriter.element(tag, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
