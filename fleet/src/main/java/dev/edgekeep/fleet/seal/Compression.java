package dev.edgekeep.fleet.seal;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Compresses payloads (DEFLATE, RFC 1951), which are configuration and mostly text. */
final class Compression {
  private static final int BUFFER = 1 << 16;

  private Compression() {}

  static byte[] compress(byte[] payload) {
    try (Deflater deflater = new Deflater(Deflater.BEST_SPEED, true)) {
      deflater.setInput(payload);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length / 2 + 64);
      byte[] buffer = new byte[Math.min(BUFFER, payload.length + 64)];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  /**
   * @param max the largest result
   * @throws SealException when the bytes are not compressed, or their content is larger
   */
  static byte[] decompress(byte[] compressed, int max) throws SealException {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(compressed);
      ByteArrayOutputStream out =
          new ByteArrayOutputStream((int) Math.min(max, 4L * compressed.length + 64));
      byte[] buffer = new byte[Math.min(BUFFER, max) + 1];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0 && !inflater.finished()) {
          throw new SealException("the compressed payload ends too early");
        }
        if (out.size() + count > max) {
          throw new SealException("the payload is larger than %d bytes".formatted(max));
        }
        out.write(buffer, 0, count);
      }
      return out.toByteArray();
    } catch (DataFormatException _) {
      throw new SealException("the payload is not compressed as it should be");
    }
  }
}
