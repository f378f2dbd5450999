package dev.edgekeep.bench.micro;

import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyserver.key.CryptoProvider;
import dev.edgekeep.keyserver.key.HeldKey;
import dev.edgekeep.keyserver.key.KeyLoad;
import dev.edgekeep.keyserver.key.KeyOperationException;
import dev.edgekeep.keyserver.key.KeySource;
import dev.edgekeep.keyserver.key.KeySources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One private-key operation with a key from a file, on one thread: the work of a key server for a
 * request, without the request.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class KeyOperations {
  /** The operation. */
  @Param public Kind operation = Kind.P256;

  /** The provider: a key server uses {@code fastest}. */
  @Param({"fastest", "jdk"})
  public String provider = "fastest";

  private @Nullable HeldKey key;
  private byte[] payload = {};

  /** An operation and the key for it. */
  public enum Kind {
    RSA2048_PSS("RSA", 2048, Opcode.RSA_PSS_SIGN_SHA256, 32),
    RSA2048_PKCS1("RSA", 2048, Opcode.RSA_SIGN_SHA256, 32),
    RSA2048_DECRYPT("RSA", 2048, Opcode.RSA_DECRYPT, 256),
    RSA3072_PSS("RSA", 3072, Opcode.RSA_PSS_SIGN_SHA256, 32),
    RSA3072_PKCS1("RSA", 3072, Opcode.RSA_SIGN_SHA256, 32),
    RSA3072_DECRYPT("RSA", 3072, Opcode.RSA_DECRYPT, 384),
    RSA4096_PSS("RSA", 4096, Opcode.RSA_PSS_SIGN_SHA256, 32),
    RSA4096_PKCS1("RSA", 4096, Opcode.RSA_SIGN_SHA256, 32),
    RSA4096_DECRYPT("RSA", 4096, Opcode.RSA_DECRYPT, 512),
    P256("EC", 256, Opcode.ECDSA_SIGN_SHA256, 32),
    P384("EC", 384, Opcode.ECDSA_SIGN_SHA384, 48),
    P521("EC", 521, Opcode.ECDSA_SIGN_SHA512, 64),
    ED25519("Ed25519", 255, Opcode.ED25519_SIGN, 130);

    private final String algorithm;
    private final int bits;
    private final Opcode opcode;
    private final int payloadBytes;

    Kind(String algorithm, int bits, Opcode opcode, int payloadBytes) {
      this.algorithm = algorithm;
      this.bits = bits;
      this.opcode = opcode;
      this.payloadBytes = payloadBytes;
    }

    String newKey() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
          .formatted(Base64.getMimeEncoder().encodeToString(der));
    }

    /** A number small enough to be a ciphertext. */
    byte[] newPayload() {
      byte[] payload = new byte[payloadBytes];
      payload[payloadBytes - 1] = 2;
      return payload;
    }
  }

  /** Generates a key and loads it. */
  @Setup
  public void makeKey() throws GeneralSecurityException, IOException {
    Path directory = Files.createTempDirectory("edgekeep-bench");
    Path file = directory.resolve("bench.key");
    Files.writeString(file, operation.newKey(), StandardCharsets.US_ASCII);
    key = read(directory);
    payload = operation.newPayload();
    Files.delete(file);
    Files.delete(directory);
  }

  private HeldKey read(Path directory) {
    CryptoProvider crypto =
        provider.equals("jdk") ? CryptoProvider.jdk() : CryptoProvider.fastest();
    try (KeySources sources = new KeySources(crypto)) {
      return switch (sources.load(List.of(new KeySource.Directory(directory, null)))) {
        case KeyLoad.Loaded loaded -> loaded.keys().keys().iterator().next();
        case KeyLoad.Refused refused -> throw new IllegalStateException("" + refused.problems());
      };
    }
  }

  /** Includes the check that the request fits the key. */
  @Benchmark
  public byte[] perform() throws KeyOperationException {
    if (key == null) {
      throw new IllegalStateException("no key was made");
    }
    return key.perform(operation.opcode, payload);
  }
}
