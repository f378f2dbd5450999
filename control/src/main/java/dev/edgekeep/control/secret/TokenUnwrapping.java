package dev.edgekeep.control.secret;

import dev.edgekeep.config.document.Unreadable;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Exception;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Token;
import dev.edgekeep.keyserver.pkcs11.Tokens;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.jspecify.annotations.Nullable;

/** Opens a small file with an RSA key on a token. The token is closed again. */
final class TokenUnwrapping {
  static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MAX_BYTES = SubjectPublicKey.MAX_RSA_BITS / Byte.SIZE;

  private TokenUnwrapping() {}

  static String unwrap(Path file, Pkcs11Uri key) throws IOException {
    byte[] wrapped = bytes(file);
    // A call of a module cannot be broken off: it has a thread of its own.
    FutureTask<byte[]> task = new FutureTask<>(() -> opened(wrapped, file, key));
    Thread.ofPlatform().daemon().name("master-key-token").start(task);
    try {
      byte[] text = task.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
      return new String(text, StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      throw new IOException(
          "masterKey: %s has not answered within %d s".formatted(key, LIMIT.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("masterKey: interrupted while %s was waited for".formatted(key), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException("masterKey: %s failed".formatted(key), e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IOException("masterKey: " + Unreadable.reason(file, e), e);
    }
  }

  private static byte[] opened(byte[] wrapped, Path file, Pkcs11Uri uri) throws IOException {
    try (Tokens tokens = new Tokens(InstantSource.system())) {
      Token token = tokens.open(uri);
      SubjectPublicKey key = only(token, uri);
      int length = (key.bits() + Byte.SIZE - 1) / Byte.SIZE;
      if (wrapped.length != length) {
        throw new IOException(
            "masterKey: %s is not encrypted for %s: it has %d bytes, and would have %d"
                .formatted(file, uri, wrapped.length, length));
      }
      if (new BigInteger(1, wrapped).compareTo(key.rsaModulus()) >= 0) {
        throw otherKey(file, uri, null); // RFC 8017 §5.1.2; tokens fail for reasons of their own
      }
      return withoutPadding(token.decrypt(key, wrapped), file, uri);
    } catch (Pkcs11Exception e) {
      throw new IOException("masterKey: %s: %s".formatted(uri, e.getMessage()), e);
    }
  }

  private static SubjectPublicKey only(Token token, Pkcs11Uri uri) throws IOException {
    List<SubjectPublicKey> keys =
        token.keys().stream()
            .map(key -> key.publicKey())
            .filter(key -> key.type() == KeyAlgorithm.RSA)
            .toList();
    if (keys.size() != 1) {
      throw new IOException(
          "masterKey: %s names %s; give object=… or id=… of one"
              .formatted(uri, keys.isEmpty() ? "no RSA key" : keys.size() + " RSA keys"));
    }
    return keys.getFirst();
  }

  private static byte[] withoutPadding(byte[] block, Path file, Pkcs11Uri uri) throws IOException {
    OAEPEncoding oaep =
        new OAEPEncoding(new Done(block.length), new SHA256Digest(), new SHA256Digest(), null);
    oaep.init(false, new CipherParameters() {});
    try {
      return oaep.processBlock(block, 0, block.length);
    } catch (InvalidCipherTextException e) {
      throw otherKey(file, uri, e);
    }
  }

  private static IOException otherKey(Path file, Pkcs11Uri uri, @Nullable Exception cause) {
    return new IOException(
        "masterKey: %s is not encrypted for %s with RSAES-OAEP and SHA-256".formatted(file, uri),
        cause);
  }

  /** Stands for the bare RSA operation, which the token has done. */
  private static final class Done implements AsymmetricBlockCipher {
    private final int length;

    Done(int length) {
      this.length = length;
    }

    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {}

    @Override
    public int getInputBlockSize() {
      return length;
    }

    /** The first octet of a block is 0, and is not part of it. */
    @Override
    public int getOutputBlockSize() {
      return length - 1;
    }

    @Override
    public byte[] processBlock(byte[] in, int offset, int count) {
      int first = count == length && in[offset] == 0 ? 1 : 0;
      return Arrays.copyOfRange(in, offset + first, offset + count);
    }
  }
}
