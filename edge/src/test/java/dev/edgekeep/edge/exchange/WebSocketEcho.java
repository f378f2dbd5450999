package dev.edgekeep.edge.exchange;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A server of real WebSockets that sends every message back (RFC 6455 §5). */
final class WebSocketEcho {
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LAST_FRAGMENT = 0x80;
  private static final int MASKED = 0x80;

  private WebSocketEcho() {}

  static boolean answer(String head, InputStream in, OutputStream out) throws IOException {
    WebSocketOrigin.write(out, WebSocketOrigin.switchingProtocols(head));
    DataInputStream frames = new DataInputStream(in);
    DataOutputStream answers = new DataOutputStream(out);
    int opcode;
    do {
      int start = frames.readUnsignedByte();
      opcode = start & 0xf;
      byte[] payload = payload(frames);
      int answered = opcode == PING ? LAST_FRAGMENT | PONG : start;
      if (opcode != PONG) {
        write(answers, answered, payload);
      }
    } while (opcode != CLOSE);
    return false;
  }

  private static byte[] payload(DataInputStream in) throws IOException {
    int second = in.readUnsignedByte();
    if ((second & MASKED) == 0) {
      throw new IOException("a client's frame that is not masked (RFC 6455 §5.1)");
    }
    int length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  private static void write(DataOutputStream out, int start, byte[] payload) throws IOException {
    out.writeByte(start);
    if (payload.length < 126) {
      out.writeByte(payload.length);
    } else if (payload.length < 1 << 16) {
      out.writeByte(126);
      out.writeShort(payload.length);
    } else {
      out.writeByte(127);
      out.writeLong(payload.length);
    }
    out.write(payload);
    out.flush();
  }
}
