package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.testing.Credential;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
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

/** Does what it is asked for, by Bouncy Castle and the platform: an opinion that is not ours. */
final class HonestKeys implements ScriptedKeyServer.Script {
  private final Map<SubjectKeyId, PrivateKey> keys = new HashMap<>();

  HonestKeys with(Credential credential) {
    return with(credential.leaf().getPublicKey(), credential.key());
  }

  /** Under the name of a public key, whose it need not be. */
  HonestKeys with(PublicKey name, PrivateKey key) {
    keys.put(ski(name), key);
    return this;
  }

  static SubjectKeyId ski(PublicKey key) {
    byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getBytes();
    try {
      return SubjectKeyId.of(MessageDigest.getInstance("SHA-1").digest(bits));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable Message answer(Message request) throws GeneralSecurityException {
    Opcode opcode = Opcode.of(request.code()).orElseThrow();
    if (opcode == Opcode.PING) {
      return Message.pong(request.id(), request.payload());
    }
    PrivateKey key = keys.get(request.key());
    return key == null
        ? Message.error(request.id(), KeylessError.KEY_NOT_FOUND)
        : Message.success(request.id(), perform(opcode, key, request.payload()));
  }

  private static byte[] perform(Opcode opcode, PrivateKey key, byte[] payload)
      throws GeneralSecurityException {
    return switch (opcode.operation()) {
      case RSA_SIGN -> sign("NONEwithRSA", key, digestInfo(opcode.digest(), payload));
      case RSA_PSS_SIGN -> pss(opcode.digest(), key, payload);
      case ECDSA_SIGN -> sign("NONEwithECDSA", key, payload);
      case ED25519_SIGN -> sign("Ed25519", key, payload);
      case RSA_DECRYPT -> {
        Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key);
        yield cipher.doFinal(payload);
      }
      case PING -> throw new IllegalArgumentException();
    };
  }

  private static byte[] sign(String algorithm, PrivateKey key, byte[] payload)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(payload);
    return signature.sign();
  }

  private static byte[] digestInfo(DigestAlgorithm algorithm, byte[] digest) {
    AlgorithmIdentifier identifier =
        new AlgorithmIdentifier(
            switch (algorithm) {
              case SHA256 -> NISTObjectIdentifiers.id_sha256;
              case SHA384 -> NISTObjectIdentifiers.id_sha384;
              default -> NISTObjectIdentifiers.id_sha512;
            },
            DERNull.INSTANCE);
    try {
      return new DigestInfo(identifier, digest).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pss(DigestAlgorithm algorithm, PrivateKey key, byte[] digest) {
    Digest hash =
        switch (algorithm) {
          case SHA256 -> new SHA256Digest();
          case SHA384 -> new SHA384Digest();
          default -> new SHA512Digest();
        };
    PSSSigner signer =
        PSSSigner.createRawSigner(
            new RSABlindedEngine(), hash, hash, algorithm.length(), PSSSigner.TRAILER_IMPLICIT);
    try {
      signer.init(
          true,
          new ParametersWithRandom(
              PrivateKeyFactory.createKey(key.getEncoded()), new SecureRandom()));
      signer.update(digest, 0, digest.length);
      return signer.generateSignature();
    } catch (CryptoException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
