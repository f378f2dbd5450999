package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.proxyprotocol.ClientAddress;
import dev.edgekeep.edge.trace.KeyOperationTrace;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.tls.PublicKeyCheck;
import dev.edgekeep.tls.RemoteKey;
import dev.edgekeep.tls.SignatureScheme;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** A private key on a key server, whose results are verified before they are used. Any thread. */
public final class KeyServerKey implements RemoteKey {
  private final SubjectKeyId ski;
  private final @Nullable ModulusDigest modulusDigest;
  private final PublicKeyCheck check;
  private final KeyOperations operations;
  private final boolean isOfClient;

  private KeyServerKey(
      SubjectKeyId ski,
      @Nullable ModulusDigest modulusDigest,
      PublicKeyCheck check,
      KeyOperations operations,
      boolean isOfClient) {
    this.isOfClient = isOfClient;
    this.ski = ski;
    this.modulusDigest = modulusDigest;
    this.check = check;
    this.operations = operations;
  }

  /**
   * The private key of a certificate that a host presents to its clients.
   *
   * @throws GeneralSecurityException when its public key cannot be used
   */
  public static KeyServerKey ofServer(Certificate leaf, KeyOperations operations)
      throws GeneralSecurityException {
    return of(leaf, operations, false);
  }

  /**
   * The private key of a certificate that the edge presents to a server.
   *
   * @throws GeneralSecurityException when its public key cannot be used
   */
  public static KeyServerKey ofClient(Certificate leaf, KeyOperations operations)
      throws GeneralSecurityException {
    return of(leaf, operations, true);
  }

  private static KeyServerKey of(Certificate leaf, KeyOperations operations, boolean isOfClient)
      throws GeneralSecurityException {
    return new KeyServerKey(
        SubjectKeyId.of(leaf.computedKeyIdentifier().bytes()),
        leaf.subjectPublicKey().type() == KeyAlgorithm.RSA
            ? ModulusDigest.of(leaf.subjectPublicKey().rsaModulus())
            : null,
        PublicKeyCheck.of(leaf.subjectPublicKey()),
        operations,
        isOfClient);
  }

  @Override
  public void sign(Caller handshake, SignatureScheme scheme, byte[] message, Result result) {
    ask(
        handshake,
        opcode(scheme),
        scheme.input(message),
        signature -> check.signatureFault(scheme, message, signature),
        result);
  }

  /**
   * Has a ciphertext decrypted. Octets that cannot be a ciphertext of the key are not sent: the
   * result is a block with wrong padding, so that no key server is blamed for a client's message.
   */
  @Override
  public void decrypt(Caller handshake, byte[] ciphertext, Result result) {
    if (check.isCiphertext(ciphertext)) {
      ask(
          handshake,
          Opcode.RSA_DECRYPT,
          ciphertext,
          block -> check.decryptionFault(ciphertext, block),
          result);
    } else {
      byte[] withoutPadding = new byte[check.modulusBytes()];
      handshake.channel().eventLoop().execute(() -> result.done(withoutPadding));
    }
  }

  private void ask(
      Caller handshake,
      Opcode opcode,
      byte[] payload,
      KeyRequest.ResultCheck fault,
      Result result) {
    Channel channel = handshake.channel();
    String serverName = handshake.serverName();
    InetAddress peer = address(ClientAddress.source(channel));
    InetAddress local = address(channel.localAddress());
    KeyOperationTrace trace = KeyOperationTrace.of(channel);
    KeyRequest request =
        new KeyRequest(
            opcode,
            payload,
            ski,
            modulusDigest,
            serverName == null ? "" : serverName,
            isOfClient ? local : peer,
            isOfClient ? peer : local,
            fault,
            trace.operationBegins(opcode.label()));
    operations.perform(channel.eventLoop(), request, new Answer(result, trace));
  }

  /** Hands an outcome on. */
  private record Answer(Result result, KeyOperationTrace trace) implements KeyOperations.Callback {
    @Override
    public void done(byte[] value) {
      trace.operationEnds(null);
      result.done(value);
    }

    @Override
    public void failed(KeyServerFailure failure) {
      trace.operationEnds(failure.kind().label());
      result.failed(failure.kind().label() + ": " + failure.detail());
    }
  }

  private static Opcode opcode(SignatureScheme scheme) {
    return switch (scheme) {
      case RSA_PKCS1_MD5_SHA1 -> Opcode.RSA_SIGN_MD5SHA1;
      case RSA_PKCS1_SHA1 -> Opcode.RSA_SIGN_SHA1;
      case RSA_PKCS1_SHA256 -> Opcode.RSA_SIGN_SHA256;
      case RSA_PKCS1_SHA384 -> Opcode.RSA_SIGN_SHA384;
      case RSA_PKCS1_SHA512 -> Opcode.RSA_SIGN_SHA512;
      case RSA_PSS_RSAE_SHA256 -> Opcode.RSA_PSS_SIGN_SHA256;
      case RSA_PSS_RSAE_SHA384 -> Opcode.RSA_PSS_SIGN_SHA384;
      case RSA_PSS_RSAE_SHA512 -> Opcode.RSA_PSS_SIGN_SHA512;
      case ECDSA_SHA1 -> Opcode.ECDSA_SIGN_SHA1;
      case ECDSA_SECP256R1_SHA256 -> Opcode.ECDSA_SIGN_SHA256;
      case ECDSA_SECP384R1_SHA384 -> Opcode.ECDSA_SIGN_SHA384;
      case ECDSA_SECP521R1_SHA512 -> Opcode.ECDSA_SIGN_SHA512;
      case ED25519 -> Opcode.ED25519_SIGN;
    };
  }

  private static @Nullable InetAddress address(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress socket ? socket.getAddress() : null;
  }
}
