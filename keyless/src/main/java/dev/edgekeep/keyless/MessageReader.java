package dev.edgekeep.keyless;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads one frame. */
final class MessageReader {
  private static final int ITEM_HEADER_BYTES = 3;
  private static final byte[] NOTHING = {};

  private final ByteBuffer in;
  private int id;
  private int code;
  private byte[] payload = NOTHING;
  private byte[] context = NOTHING;
  private @Nullable SubjectKeyId key;
  private @Nullable ModulusDigest modulusDigest;
  private @Nullable String serverName;
  private @Nullable InetAddress clientAddress;
  private @Nullable InetAddress serverAddress;

  MessageReader(ByteBuffer frame) {
    this.in = frame;
  }

  Message read() throws MalformedMessageException {
    if (in.remaining() < Message.HEADER_BYTES) {
      throw new MalformedMessageException(0, "a frame ends within its header");
    }
    id = in.getInt(in.position() + Integer.BYTES);
    in.position(in.position() + Message.HEADER_BYTES);
    readItems();
    return new Message(
        id, code, payload, key, modulusDigest, serverName, clientAddress, serverAddress, context);
  }

  private void readItems() throws MalformedMessageException {
    long seen = 0;
    while (in.remaining() >= ITEM_HEADER_BYTES) {
      int tag = in.get() & 0xff;
      int length = in.getShort() & 0xffff;
      if (length > in.remaining()) {
        throw malformed(tag, "is %d bytes longer than the body".formatted(length - in.remaining()));
      }
      int end = in.position() + length;
      if (Tag.isKnown(tag)) {
        if ((seen & (1L << tag)) != 0) {
          throw malformed(tag, "comes twice");
        }
        seen |= 1L << tag;
        readItem(tag, length);
      }
      in.position(end);
    }
  }

  private void readItem(int tag, int length) throws MalformedMessageException {
    switch (tag) {
      case Tag.CODE -> code = oneByte(tag, length);
      case Tag.PAYLOAD -> payload = bytes(length);
      case Tag.SUBJECT_KEY_IDENTIFIER -> {
        if (length == SubjectKeyId.LENGTH) {
          key = SubjectKeyId.read(in);
        }
      }
      case Tag.MODULUS_DIGEST -> {
        if (length == ModulusDigest.LENGTH) {
          modulusDigest = ModulusDigest.read(in);
        }
      }
      case Tag.SERVER_NAME -> serverName = new String(bytes(length), StandardCharsets.UTF_8);
      case Tag.CLIENT_ADDRESS -> clientAddress = address(tag, length);
      case Tag.REQUEST_CONTEXT -> {
        if (length <= Message.MAX_CONTEXT_BYTES) {
          context = bytes(length);
        }
      }
      case Tag.SERVER_ADDRESS -> serverAddress = address(tag, length);
      default -> {} // known, but not needed
    }
  }

  private int oneByte(int tag, int length) throws MalformedMessageException {
    if (length != 1) {
      throw malformed(tag, "has %d bytes and not one".formatted(length));
    }
    return in.get() & 0xff;
  }

  private InetAddress address(int tag, int length) throws MalformedMessageException {
    try {
      return InetAddress.getByAddress(bytes(length));
    } catch (UnknownHostException _) {
      throw malformed(tag, "has %d bytes and neither 4 nor 16".formatted(length));
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private MalformedMessageException malformed(int tag, String what) {
    return new MalformedMessageException(id, "the item 0x%02x %s".formatted(tag, what));
  }
}
