package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.Opcode.Operation;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.keyserver.key.HeldKey;
import dev.edgekeep.keyserver.key.KeyInfo;
import dev.edgekeep.keyserver.key.KeyOperationException;
import java.math.BigInteger;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A key that does no cryptography: its result is the payload backwards, or the whole again for
 * decryption. It signs digests of 32 bytes.
 */
final class TestKey implements HeldKey {
  private static final int DIGEST_BYTES = 32;

  private final KeyInfo info;
  private final @Nullable CountDownLatch gate;
  private final AtomicInteger begun = new AtomicInteger();

  private TestKey(KeyInfo info, @Nullable CountDownLatch gate) {
    this.info = info;
    this.gate = gate;
  }

  /** One for ECDSA. */
  static TestKey ecdsa(int number) {
    return new TestKey(
        new KeyInfo(new SubjectKeyId(number, 0, 0), null, "P-256", "memory", null), null);
  }

  /** One for RSA, which can be found by the digest of a modulus. */
  static TestKey rsa(int number) {
    ModulusDigest digest = ModulusDigest.of(BigInteger.valueOf(number));
    return new TestKey(
        new KeyInfo(new SubjectKeyId(number, 0, 0), digest, "RSA-2048", "memory", null), null);
  }

  /** The same, whose operations wait until {@link #open}. */
  TestKey closed() {
    return new TestKey(info, new CountDownLatch(1));
  }

  /** The same as if it were on a token. */
  TestKey onToken() {
    return onToken("test");
  }

  TestKey onToken(String token) {
    KeyInfo other = new KeyInfo(info.ski(), info.modulusDigest(), info.algorithm(), "token", token);
    return new TestKey(other, gate);
  }

  void open() {
    if (gate != null) {
      gate.countDown();
    }
  }

  /** The number of operations begun. */
  int begun() {
    return begun.get();
  }

  SubjectKeyId ski() {
    return info.ski();
  }

  @Override
  public KeyInfo info() {
    return info;
  }

  @Override
  public byte[] perform(Opcode opcode, byte[] payload) throws KeyOperationException {
    begun.incrementAndGet();
    waitForGate();
    boolean rsa = info.algorithm().startsWith("RSA");
    if (rsa != (opcode.operation() != Operation.ECDSA_SIGN)) {
      throw new KeyOperationException(KeylessError.BAD_OPCODE, "this is no such key");
    }
    if (payload.length != DIGEST_BYTES) {
      throw new KeyOperationException(
          KeylessError.CRYPTOGRAPHY, payload.length + " bytes are no digest");
    }
    return backwards(payload);
  }

  private void waitForGate() {
    try {
      if (gate != null && !gate.await(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the test never opened the gate");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] backwards(byte[] payload) {
    byte[] result = new byte[payload.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = payload[result.length - 1 - i];
    }
    return result;
  }
}
