package dev.edgekeep.snapshot.wire;

import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals with AES-GCM, bound to the identity of the part. The nonce follows from the body, so that
 * tests can compare bytes.
 */
final class TestSeal implements Sealer, Unsealer {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;

  TestSeal(String secret) {
    this.key = new SecretKeySpec(hash(secret.getBytes(StandardCharsets.UTF_8)), "AES");
  }

  @Override
  public byte[] seal(PartId id, byte[] body) {
    byte[] nonce = Arrays.copyOf(hash(body), NONCE);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, id, nonce).doFinal(body);
      return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] unseal(PartId id, byte[] sealed) throws WireException {
    if (sealed.length < NONCE) {
      throw new WireException(id + ": it is sealed for nobody");
    }
    try {
      byte[] nonce = Arrays.copyOf(sealed, NONCE);
      return cipher(Cipher.DECRYPT_MODE, id, nonce).doFinal(sealed, NONCE, sealed.length - NONCE);
    } catch (GeneralSecurityException _) {
      throw new WireException(id + ": it is sealed for others");
    }
  }

  private Cipher cipher(int mode, PartId id, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(id.toString().getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static byte[] hash(byte[] octets) {
    return Fingerprint.sha256(Slice.of(octets)).bytes();
  }
}
