package dev.edgekeep.keyserver.pkcs11;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** PINs as bytes, without a String that could not be wiped. */
final class Pins {
  private Pins() {}

  /** The caller wipes it. */
  static byte[] utf8(char[] pin) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pin));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.duplicate().get(bytes);
    while (encoded.hasRemaining()) {
      encoded.put((byte) 0);
    }
    return bytes;
  }
}
