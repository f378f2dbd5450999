package dev.edgekeep.tls.boringssl;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.internal.tcnative.SSL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Hands bytes to BoringSSL, which reads PEM from a memory BIO. */
final class NativeMemory {
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private NativeMemory() {}

  /** Creates an object from what a BIO holds. */
  interface FromBio<T> {
    T read(long bio) throws Exception;
  }

  /**
   * Reads PEM blocks of one label through a BIO, and wipes the copies.
   *
   * @throws Exception as {@code read} does: tcnative declares no narrower type
   */
  static <T> T withPem(String label, List<byte[]> ders, FromBio<T> read) throws Exception {
    ByteBuf pem = PooledByteBufAllocator.DEFAULT.directBuffer(2048);
    try {
      for (byte[] der : ders) {
        append(pem, label, der);
      }
      long bio = SSL.newMemBIO();
      try {
        SSL.bioWrite(bio, pem.memoryAddress() + pem.readerIndex(), pem.readableBytes());
        return read.read(bio);
      } finally {
        SSL.freeBIO(bio);
      }
    } finally {
      pem.setZero(0, pem.capacity());
      pem.release();
    }
  }

  private static void append(ByteBuf pem, String label, byte[] der) {
    byte[] base64 = BASE64.encode(der);
    pem.writeCharSequence("-----BEGIN " + label + "-----\n", StandardCharsets.US_ASCII);
    pem.writeBytes(base64);
    pem.writeCharSequence("\n-----END " + label + "-----\n", StandardCharsets.US_ASCII);
    Arrays.fill(base64, (byte) 0);
  }
}
