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
import java.security.GeneralSecurityException;
import java.security.spec.MGF1ParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.jspecify.annotations.Nullable;

/** Encrypts small texts for a key on a token, and opens them. The token is closed again. */
final class TokenUnwrapping {
  static final Duration LIMIT = Duration.ofSeconds(30);
  private static final OAEPParameterSpec OAEP =
      new OAEPParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
  private static final int MAX_BYTES = SubjectPublicKey.MAX_RSA_BITS / Byte.SIZE;

  private TokenUnwrapping() {}

  static String unwrap(Path file, Pkcs11Uri key) throws IOException {
    return unwrap(bytes(file), file.toString(), key);
  }

  /**
   * Opens what was encrypted for the key.
   *
   * @param source the place where it was, for messages
   */
  static String unwrap(byte[] wrapped, String source, Pkcs11Uri key) throws IOException {
    byte[] text =
        SecretKeyWrapping.isOne(wrapped)
            ? atToken(key.withoutKey(), token -> SecretKeyWrapping.open(token, wrapped, key))
            : atToken(key, token -> opened(token, wrapped, source, key));
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Encrypts a text for the key: an AES key, or an RSA key with its public half. */
  static byte[] wrap(String text, Pkcs11Uri key) throws IOException {
    byte[] plain = text.getBytes(StandardCharsets.US_ASCII);
    Optional<byte[]> wrapped =
        atToken(key.withoutKey(), token -> SecretKeyWrapping.wrap(token, plain, key));
    return wrapped.isPresent() ? wrapped.get() : wrapForRsa(plain, key);
  }

  private static byte[] wrapForRsa(byte[] plain, Pkcs11Uri key) throws IOException {
    SubjectPublicKey half = atToken(key, token -> only(token, key));
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(Cipher.ENCRYPT_MODE, half.publicKey(), OAEP);
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IOException("masterKey: nothing can be encrypted for %s: %s".formatted(key, e), e);
    }
  }

  /** Work with an open token. */
  private interface Work<T> {
    T with(Token token) throws IOException, Pkcs11Exception;
  }

  private static <T> T atToken(Pkcs11Uri key, Work<T> work) throws IOException {
    // A call of a module cannot be broken off: it has a thread of its own.
    FutureTask<T> task = new FutureTask<>(() -> open(key, work));
    Thread.ofPlatform().daemon().name("master-key-token").start(task);
    try {
      return task.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
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

  private static <T> T open(Pkcs11Uri uri, Work<T> work) throws IOException {
    try (Tokens tokens = new Tokens(InstantSource.system())) {
      return work.with(tokens.open(uri));
    } catch (Pkcs11Exception e) {
      throw new IOException("masterKey: %s: %s".formatted(uri, e.getMessage()), e);
    }
  }

  private static byte[] opened(Token token, byte[] wrapped, String source, Pkcs11Uri uri)
      throws IOException, Pkcs11Exception {
    SubjectPublicKey key = only(token, uri);
    int length = (key.bits() + Byte.SIZE - 1) / Byte.SIZE;
    if (wrapped.length != length) {
      throw new IOException(
          "masterKey: %s is not encrypted for %s: it has %d bytes, and would have %d"
              .formatted(source, uri, wrapped.length, length));
    }
    if (new BigInteger(1, wrapped).compareTo(key.rsaModulus()) >= 0) {
      throw otherKey(source, uri, null); // RFC 8017 §5.1.2; tokens fail for reasons of their own
    }
    return withoutPadding(token.decrypt(key, wrapped), source, uri);
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

  private static byte[] withoutPadding(byte[] block, String source, Pkcs11Uri uri)
      throws IOException {
    OAEPEncoding oaep =
        new OAEPEncoding(new Done(block.length), new SHA256Digest(), new SHA256Digest(), null);
    oaep.init(false, new CipherParameters() {});
    try {
      return oaep.processBlock(block, 0, block.length);
    } catch (InvalidCipherTextException e) {
      throw otherKey(source, uri, e);
    }
  }

  private static IOException otherKey(String source, Pkcs11Uri uri, @Nullable Exception cause) {
    return new IOException(
        "masterKey: %s is not encrypted for %s with RSAES-OAEP and SHA-256".formatted(source, uri),
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
