package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.edge.keyserver.KeyRequest;
import dev.edgekeep.edge.keyserver.KeyServerFailure;
import dev.edgekeep.keyless.Opcode;
import io.netty.channel.Channel;
import io.netty.internal.tcnative.AsyncSSLPrivateKeyMethod;
import io.netty.internal.tcnative.ResultCallback;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Called by BoringSSL when a handshake needs its private key: asks the key server, and the
 * handshake goes on when the answer comes. Where none comes, the handshake is ended here, since
 * BoringSSL would send no alert and keep no reason. Event loop of the connection.
 */
final class KeyServerMethod implements AsyncSSLPrivateKeyMethod {
  private final Handshakes handshakes;

  KeyServerMethod(Handshakes handshakes) {
    this.handshakes = handshakes;
  }

  /** {@code message} is what is to be signed, whole. */
  @Override
  public void sign(long ssl, int algorithm, byte[] message, ResultCallback<byte[]> callback) {
    Handshake handshake = handshakes.get(ssl);
    SignatureScheme scheme = SignatureScheme.of(algorithm);
    if (scheme == null) {
      fail(handshake, "no key server signs with the scheme 0x%04x".formatted(algorithm));
      return;
    }
    KeylessCertificate certificate = certificate(handshake);
    if (handshake != null && certificate != null) {
      PublicKeyCheck check = certificate.check();
      ask(
          ssl,
          handshake,
          certificate,
          new Question(
              scheme.opcode(),
              scheme.payload(message),
              result -> check.signatureFault(scheme, message, result)),
          callback);
    }
  }

  /** The operation that a handshake needs. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Question(Opcode opcode, byte[] payload, KeyRequest.ResultCheck check) {}

  /** Null when the handshake is over in the meantime: nobody waits. */
  private static @Nullable KeylessCertificate certificate(@Nullable Handshake handshake) {
    return handshake == null ? null : handshake.keyless();
  }

  /**
   * RSA key exchange (RFC 5246 §7.4.7.1). The block comes back with its padding, which BoringSSL
   * removes in constant time. What is no ciphertext of the key is not asked for: it goes on as a
   * block whose padding is wrong, and no key server is blamed for what a client sent.
   */
  @Override
  public void decrypt(long ssl, byte[] ciphertext, ResultCallback<byte[]> callback) {
    Handshake handshake = handshakes.get(ssl);
    KeylessCertificate certificate = certificate(handshake);
    if (handshake == null || certificate == null) {
      return;
    }
    PublicKeyCheck check = certificate.check();
    if (check.isCiphertext(ciphertext)) {
      ask(
          ssl,
          handshake,
          certificate,
          new Question(
              Opcode.RSA_DECRYPT, ciphertext, block -> check.decryptionFault(ciphertext, block)),
          callback);
    } else {
      byte[] withoutPadding = new byte[check.modulusBytes()];
      handshake.channel().eventLoop().execute(() -> callback.onSuccess(ssl, withoutPadding));
    }
  }

  private static void ask(
      long ssl,
      Handshake handshake,
      KeylessCertificate certificate,
      Question question,
      ResultCallback<byte[]> callback) {
    Channel channel = handshake.channel();
    KeyRequest request =
        new KeyRequest(
            question.opcode,
            question.payload,
            certificate.ski(),
            certificate.modulusDigest(),
            handshake.serverName(),
            address(channel.remoteAddress()),
            address(channel.localAddress()),
            question.check);
    certificate
        .operations()
        .perform(
            channel.eventLoop(),
            request,
            new KeyOperations.Callback() {
              @Override
              public void done(byte[] value) {
                callback.onSuccess(ssl, value);
              }

              @Override
              public void failed(KeyServerFailure failure) {
                fail(handshake, failure.kind().label() + ": " + failure.detail());
              }
            });
  }

  private static void fail(@Nullable Handshake handshake, String detail) {
    if (handshake != null) {
      handshake.keyOperationFailed(detail);
    }
  }

  private static @Nullable InetAddress address(SocketAddress address) {
    return address instanceof InetSocketAddress socket ? socket.getAddress() : null;
  }
}
