package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.KeylessError;
import java.util.Arrays;
import java.util.HexFormat;

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2) over a given digest. */
final class Pkcs1Encoding {
  private static final byte[] MD5SHA1 = {};
  private static final byte[] SHA1 = prefix("3021300906052b0e03021a05000414");
  private static final byte[] SHA224 = prefix("302d300d06096086480165030402040500041c");
  private static final byte[] SHA256 = prefix("3031300d060960864801650304020105000420");
  private static final byte[] SHA384 = prefix("3041300d060960864801650304020205000430");
  private static final byte[] SHA512 = prefix("3051300d060960864801650304020305000440");

  /** Two bytes in front, eight of padding at least, and a zero. */
  private static final int OVERHEAD = 11;

  private Pkcs1Encoding() {}

  private static byte[] prefix(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /**
   * {@code 00 01 ff … ff 00 DigestInfo}.
   *
   * @param length of the modulus, in bytes
   */
  static byte[] encode(DigestAlgorithm algorithm, byte[] digest, int length)
      throws KeyOperationException {
    byte[] info = digestInfo(algorithm, digest);
    if (length < info.length + OVERHEAD) {
      throw new KeyOperationException(
          KeylessError.CRYPTOGRAPHY, "the RSA key is too short for " + algorithm);
    }
    byte[] block = new byte[length];
    int separator = length - info.length - 1;
    block[1] = 1;
    Arrays.fill(block, 2, separator, (byte) 0xff);
    System.arraycopy(info, 0, block, separator + 1, info.length);
    return block;
  }

  /** The DigestInfo, or the bare digest for MD5 with SHA-1, which has none (RFC 4346 §7.4.3). */
  static byte[] digestInfo(DigestAlgorithm algorithm, byte[] digest) {
    byte[] prefix =
        switch (algorithm) {
          case NONE -> throw new IllegalArgumentException("this is no digest");
          case MD5SHA1 -> MD5SHA1;
          case SHA1 -> SHA1;
          case SHA224 -> SHA224;
          case SHA256 -> SHA256;
          case SHA384 -> SHA384;
          case SHA512 -> SHA512;
        };
    byte[] info = Arrays.copyOf(prefix, prefix.length + digest.length);
    System.arraycopy(digest, 0, info, prefix.length, digest.length);
    return info;
  }
}
