package dev.edgekeep.keyless;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request or its answer: the content of one frame. The arrays are not copied, and nobody changes
 * them. Immutable otherwise.
 *
 * @param id names the request, also in its answer
 * @param code the opcode of a request or the status of an answer, 0 to 255; 0 when the frame has
 *     none
 * @param payload empty when there is none
 * @param key names the key; null for none
 * @param modulusDigest names an RSA key, for older peers; null for none
 * @param serverName the name in the client's SNI
 * @param clientAddress the address of the client at the edge
 * @param serverAddress the address that the client is connected to
 * @param context the context of the request, JSON with {@code request_id}; empty when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Message(
    int id,
    int code,
    byte[] payload,
    @Nullable SubjectKeyId key,
    @Nullable ModulusDigest modulusDigest,
    @Nullable String serverName,
    @Nullable InetAddress clientAddress,
    @Nullable InetAddress serverAddress,
    byte[] context) {
  /** Major and minor version, the body's length (2 bytes), the id (4 bytes); big endian. */
  public static final int HEADER_BYTES = 8;

  /** The offset of the body's length, two bytes, in a header. */
  public static final int LENGTH_OFFSET = 2;

  /** The longest body. */
  public static final int MAX_BODY_BYTES = 0xffff;

  /** Shorter frames are padded to this length, so that sizes reveal nothing. */
  public static final int PADDED_BYTES = 1024;

  /** A longer context of a request counts as absent: logs keep it for a while. */
  public static final int MAX_CONTEXT_BYTES = 1_024;

  static final byte MAJOR_VERSION = 1;
  private static final byte MINOR_VERSION = 0;
  private static final int ITEM_HEADER_BYTES = 3;
  private static final byte[] NOTHING = {};

  /** A message without the context of a request. */
  public Message(
      int id,
      int code,
      byte[] payload,
      @Nullable SubjectKeyId key,
      @Nullable ModulusDigest modulusDigest,
      @Nullable String serverName,
      @Nullable InetAddress clientAddress,
      @Nullable InetAddress serverAddress) {
    this(id, code, payload, key, modulusDigest, serverName, clientAddress, serverAddress, NOTHING);
  }

  /** A request that names no key: a ping. */
  public static Message ping(int id, byte[] payload) {
    return plain(id, Opcode.PING.code(), payload);
  }

  /** The answer to a ping. */
  public static Message pong(int id, byte[] payload) {
    return plain(id, Status.PONG.code(), payload);
  }

  /** The result of an operation. */
  public static Message success(int id, byte[] result) {
    return plain(id, Status.SUCCESS.code(), result);
  }

  /** The answer to an operation that failed. */
  public static Message error(int id, KeylessError error) {
    return plain(id, Status.ERROR.code(), new byte[] {(byte) error.code()});
  }

  private static Message plain(int id, int code, byte[] payload) {
    return new Message(id, code, payload, null, null, null, null, null);
  }

  /** The same message under another id: a client numbers the requests of each connection. */
  public Message withId(int other) {
    return new Message(
        other,
        code,
        payload,
        key,
        modulusDigest,
        serverName,
        clientAddress,
        serverAddress,
        context);
  }

  /** The error in an answer: the first byte of its payload. */
  public KeylessError error() {
    return payload.length == 0 ? KeylessError.INTERNAL : KeylessError.of(payload[0] & 0xff);
  }

  /**
   * Returns whether an error answer has the error "internal error", as key servers with too much to
   * do send it: the request may be sent again.
   */
  public boolean isBusy() {
    return payload.length > 0 && (payload[0] & 0xff) == KeylessError.INTERNAL.code();
  }

  /**
   * Reads a whole frame, header and body. Version bytes are ignored; unknown tags are skipped, also
   * when repeated; a name of a key with a wrong length counts as absent.
   *
   * @param frame from its position to its limit; the body's length is what follows the header
   * @throws MalformedMessageException for a repeated known tag, a length beyond the body, an opcode
   *     that is not one byte, an address of neither 4 nor 16 bytes
   */
  public static Message read(ByteBuffer frame) throws MalformedMessageException {
    return new MessageReader(frame).read();
  }

  /** The length of the frame in bytes, padding included. */
  public int frameBytes() {
    int items = itemBytes();
    if (HEADER_BYTES + items >= PADDED_BYTES) {
      return HEADER_BYTES + items;
    }
    return HEADER_BYTES + items + ITEM_HEADER_BYTES + paddingBytes(items);
  }

  /**
   * Writes the frame, padded.
   *
   * @param out has room for {@link #frameBytes} bytes
   * @throws IllegalArgumentException when the body would be too long
   */
  public void write(ByteBuffer out) {
    int items = itemBytes();
    int body = frameBytes() - HEADER_BYTES;
    if (body > MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "a body of %,d bytes is longer than %,d".formatted(body, MAX_BODY_BYTES));
    }
    out.put(MAJOR_VERSION).put(MINOR_VERSION).putShort((short) body).putInt(id);
    begin(out, Tag.CODE, 1).put((byte) code);
    item(out, Tag.PAYLOAD, payload);
    if (key != null) {
      key.write(begin(out, Tag.SUBJECT_KEY_IDENTIFIER, SubjectKeyId.LENGTH));
    }
    if (modulusDigest != null) {
      modulusDigest.write(begin(out, Tag.MODULUS_DIGEST, ModulusDigest.LENGTH));
    }
    item(out, Tag.CLIENT_ADDRESS, bytes(clientAddress));
    item(out, Tag.SERVER_ADDRESS, bytes(serverAddress));
    item(out, Tag.SERVER_NAME, bytes(serverName));
    item(out, Tag.REQUEST_CONTEXT, context);
    if (body > items) {
      int padding = paddingBytes(items);
      begin(out, Tag.PADDING, padding).put(new byte[padding]);
    }
  }

  /** The frame, padded. */
  public byte[] encoded() {
    ByteBuffer frame = ByteBuffer.allocate(frameBytes());
    write(frame);
    return frame.array();
  }

  private int itemBytes() {
    int bytes = ITEM_HEADER_BYTES + 1 + itemBytes(payload);
    if (key != null) {
      bytes += ITEM_HEADER_BYTES + SubjectKeyId.LENGTH;
    }
    if (modulusDigest != null) {
      bytes += ITEM_HEADER_BYTES + ModulusDigest.LENGTH;
    }
    return bytes
        + itemBytes(bytes(clientAddress))
        + itemBytes(bytes(serverAddress))
        + itemBytes(bytes(serverName))
        + itemBytes(context);
  }

  private static int itemBytes(byte[] value) {
    return value.length == 0 ? 0 : ITEM_HEADER_BYTES + value.length;
  }

  /** A frame that lacks one or two bytes gets an empty item, and becomes slightly longer. */
  private static int paddingBytes(int items) {
    return Math.max(0, PADDED_BYTES - HEADER_BYTES - items - ITEM_HEADER_BYTES);
  }

  private static ByteBuffer begin(ByteBuffer out, int tag, int length) {
    return out.put((byte) tag).putShort((short) length);
  }

  private static void item(ByteBuffer out, int tag, byte[] value) {
    if (value.length > 0) {
      begin(out, tag, value.length).put(value);
    }
  }

  private static byte[] bytes(@Nullable InetAddress address) {
    return address == null ? NOTHING : address.getAddress();
  }

  private static byte[] bytes(@Nullable String text) {
    return text == null ? NOTHING : text.getBytes(StandardCharsets.UTF_8);
  }

  /** Without the payload, which may be a secret. */
  @Override
  public String toString() {
    return "Message[id=%d, code=0x%02x, %d bytes, key=%s, serverName=%s]"
        .formatted(id, code, payload.length, key, serverName);
  }
}
