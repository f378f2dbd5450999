package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.edge.keyserver.KeyRequest;
import dev.edgekeep.edge.keyserver.KeyServerFailure;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.testing.Credential;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.jspecify.annotations.Nullable;

/** Does a key server's work in this process, a turn of the event loop later. */
public final class LocalKeys implements KeyOperations {
  final List<KeyRequest> requests = new CopyOnWriteArrayList<>();
  volatile @Nullable KeyServerFailure failure;

  /** Results are cut to this many bytes; -1: they are whole. */
  volatile int cutTo = -1;

  /** Nothing is ever answered. */
  volatile boolean silent;

  private final Map<SubjectKeyId, PrivateKey> keys = new ConcurrentHashMap<>();

  public LocalKeys(Credential... credentials) {
    for (Credential credential : credentials) {
      keys.put(
          SubjectKeyId.of(Hosts.certificate(credential.leaf()).computedKeyIdentifier().bytes()),
          credential.key());
    }
  }

  @Override
  public void perform(EventLoop loop, KeyRequest request, Callback callback) {
    requests.add(request);
    if (!silent) {
      loop.execute(() -> answer(request, callback));
    }
  }

  private void answer(KeyRequest request, Callback callback) {
    KeyServerFailure planned = failure;
    PrivateKey key = keys.get(request.key());
    if (planned != null) {
      callback.failed(planned);
    } else if (key == null) {
      callback.failed(new KeyServerFailure(KeyServerFailure.Kind.KEY_NOT_FOUND, "no such key"));
    } else {
      byte[] value = perform(request.opcode(), request.payload(), key);
      byte[] cut = cutTo < 0 ? value : Arrays.copyOf(value, cutTo);
      String fault = request.check().fault(cut);
      if (fault == null) {
        callback.done(cut);
      } else {
        callback.failed(new KeyServerFailure(KeyServerFailure.Kind.WRONG_RESULT, fault));
      }
    }
  }

  /** The result of an operation with a key. */
  public static byte[] perform(Opcode opcode, byte[] payload, PrivateKey key) {
    try {
      return switch (opcode.operation()) {
        case RSA_DECRYPT -> {
          Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding");
          rsa.init(Cipher.DECRYPT_MODE, key);
          yield rsa.doFinal(payload);
        }
        case RSA_PSS_SIGN -> pss(opcode, payload, key);
        case ECDSA_SIGN -> sign("NONEwithECDSA", key, payload);
        case ED25519_SIGN -> sign("Ed25519", key, payload);
        case RSA_SIGN -> pkcs1(opcode, payload, key);
        case PING -> throw new IllegalArgumentException("a ping is no operation");
      };
    } catch (GeneralSecurityException | CryptoException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code NONEwithRSA} pads a DigestInfo; this one is SHA-256's (RFC 8017 §9.2). */
  private static byte[] pkcs1(Opcode opcode, byte[] payload, PrivateKey key)
      throws GeneralSecurityException {
    byte[] prefix =
        HexFormat.of()
            .parseHex(
                switch (opcode.digest()) {
                  case SHA256 -> "3031300d060960864801650304020105000420";
                  case SHA384 -> "3041300d060960864801650304020205000430";
                  case SHA512 -> "3051300d060960864801650304020305000440";
                  default -> throw new IllegalArgumentException(opcode.label());
                });
    byte[] digestInfo = Arrays.copyOf(prefix, prefix.length + payload.length);
    System.arraycopy(payload, 0, digestInfo, prefix.length, payload.length);
    return sign("NONEwithRSA", key, digestInfo);
  }

  private static byte[] pss(Opcode opcode, byte[] payload, PrivateKey key)
      throws CryptoException, IOException {
    Digest digest =
        switch (opcode.digest()) {
          case SHA256 -> new SHA256Digest();
          case SHA384 -> new SHA384Digest();
          default -> new SHA512Digest();
        };
    AsymmetricBlockCipher rsa = new RSABlindedEngine();
    PSSSigner signer = PSSSigner.createRawSigner(rsa, digest);
    signer.init(
        true,
        new ParametersWithRandom(
            PrivateKeyFactory.createKey(key.getEncoded()), new SecureRandom()));
    signer.update(payload, 0, payload.length);
    return signer.generateSignature();
  }

  private static byte[] sign(String algorithm, PrivateKey key, byte[] payload)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(payload);
    return signature.sign();
  }
}
