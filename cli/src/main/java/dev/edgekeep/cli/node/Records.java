package dev.edgekeep.cli.node;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records in a file, each with its length and SHA-256, so that a tail that was not completely
 * written is recognized.
 *
 * @param payloads of the records that are complete
 * @param length of these records in the file; what follows is damaged
 */
record Records(List<byte[]> payloads, int length) {
  private static final int DIGEST = 32;
  private static final int HEADER = Integer.BYTES + DIGEST;

  static byte[] encode(byte[] payload) {
    return ByteBuffer.allocate(HEADER + payload.length)
        .putInt(payload.length)
        .put(digest(payload))
        .put(payload)
        .array();
  }

  static Records decode(byte[] file) {
    List<byte[]> payloads = new ArrayList<>();
    int at = 0;
    while (file.length - at >= HEADER) {
      int length = ByteBuffer.wrap(file, at, Integer.BYTES).getInt();
      if (length < 0 || length > file.length - at - HEADER) {
        break;
      }
      byte[] payload = Arrays.copyOfRange(file, at + HEADER, at + HEADER + length);
      byte[] expected = Arrays.copyOfRange(file, at + Integer.BYTES, at + HEADER);
      if (!Arrays.equals(digest(payload), expected)) {
        break;
      }
      payloads.add(payload);
      at += HEADER + length;
    }
    return new Records(payloads, at);
  }

  private static byte[] digest(byte[] payload) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(payload);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
