package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is on the wire: a CBOR map of its address, version, payload and signature. The
 * payload is sealed, unless the epoch is 0. Immutable; the arrays must not be changed.
 *
 * @param version rises from message to message of an address, so that an old one is recognized
 * @param epoch of the group key that the payload is sealed with; 0: it is not
 * @param signer the name of the key that signed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignedMessage(
    Address address, long version, long epoch, byte[] payload, String signer, byte[] signature) {
  /** The version that is written, and the newest that is read. */
  public static final int FORMAT = 1;

  /** The limit of a message: that of the message server. */
  public static final int MAX_BYTES = 1 << 20;

  /** The largest payload; the rest of a message is smaller than what remains. */
  public static final int MAX_PAYLOAD = MAX_BYTES - 1024;

  /**
   * Begins what is signed. The first octet is in no UTF-8 text: a message server chooses the text
   * that a node signs when it connects, and must not get the signature of a message with it.
   */
  private static final byte[] DOMAIN =
      "\0edgekeep feed message 1\0".getBytes(StandardCharsets.US_ASCII);

  private static final PartId MESSAGE = new PartId("message", "");

  static {
    DOMAIN[0] = (byte) 0xff;
  }

  /**
   * Signs a payload.
   *
   * @throws IllegalArgumentException when the payload is too large
   */
  public static SignedMessage sign(
      Address address, long version, long epoch, byte[] payload, Signer signer) {
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "a message of %d bytes is too large: %d are allowed"
              .formatted(payload.length, MAX_PAYLOAD));
    }
    byte[] octets = signedOctets(address, version, epoch, payload, signer.keyId());
    return new SignedMessage(address, version, epoch, payload, signer.keyId(), signer.sign(octets));
  }

  /** The message as bytes. */
  public byte[] bytes() {
    return FieldWriter.body(out ->
        out.number("format", FORMAT)
            .text("kind", address.kind().label())
            .text("group", address.group())
            .text("node", address.node())
            .number("version", version)
            .text("signer", signer)
            .number("epoch", epoch)
            .bytes("payload", payload)
            .bytes("signature", signature));
  }

  /**
   * Reads a message that came by a subject, and checks its signature.
   *
   * @param bytes from anywhere
   * @param expected the address that belongs to the subject
   * @throws WireException when they are no message, or one of another address, or its signature is
   *     not that of a key that may sign it
   */
  public static SignedMessage read(byte[] bytes, Address expected, SignatureCheck check)
      throws WireException {
    if (bytes.length > MAX_BYTES) {
      throw new WireException(
          "the message has %d bytes, and may have %d".formatted(bytes.length, MAX_BYTES));
    }
    SignedMessage message = Fields.read(MESSAGE, bytes, SignedMessage::read);
    if (!message.address().equals(expected)) {
      throw new WireException(
          "the message is a %s, and came as a %s".formatted(message.address(), expected));
    }
    message.verify(check);
    return message;
  }

  private static SignedMessage read(Fields in) throws WireException {
    long format = in.number("format");
    if (format != FORMAT) {
      throw in.problem(
          "it has format %d, and this version of the program reads format %d"
              .formatted(format, FORMAT));
    }
    SignedMessage message =
        new SignedMessage(
            new Address(
                in.choice("kind", MessageKind.class), in.text("group"), in.textOrNull("node")),
            in.number("version"),
            in.number("epoch"),
            in.bytes("payload"),
            in.text("signer"),
            in.bytes("signature"));
    if (message.version() < 0 || message.epoch() < 0) {
      throw in.problem("version and epoch are not negative");
    }
    return message;
  }

  private void verify(SignatureCheck check) throws WireException {
    PublicKey key = check.find(address, signer);
    if (key == null) {
      throw new WireException("the message is signed with a key that may not sign it");
    }
    if (!SignatureCheck.verifies(
        key, signedOctets(address, version, epoch, payload, signer), signature)) {
      throw new WireException("the signature of the message is wrong");
    }
  }

  /** Every field with its length, so that no two messages have the same octets. */
  private static byte[] signedOctets(
      Address address, long version, long epoch, byte[] payload, String signer) {
    byte[] kind = octets(address.kind().label());
    byte[] group = octets(address.group());
    byte[] node = octets(address.node());
    byte[] key = octets(signer);
    int texts = kind.length + group.length + node.length + key.length;
    ByteBuffer out =
        ByteBuffer.allocate(
            DOMAIN.length + 5 * Integer.BYTES + 2 * Long.BYTES + texts + payload.length);
    out.put(DOMAIN);
    for (byte[] field : new byte[][] {kind, group, node, key}) {
      out.putInt(field.length).put(field);
    }
    return out.putLong(version).putLong(epoch).putInt(payload.length).put(payload).array();
  }

  private static byte[] octets(@Nullable String text) {
    return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
  }

  /** The text form does not contain the payload. */
  @Override
  public String toString() {
    return "%s, version %d".formatted(address, version);
  }
}
