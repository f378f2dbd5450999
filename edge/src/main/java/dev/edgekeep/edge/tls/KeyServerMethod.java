package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.keyserver.KeyRequest;
import dev.edgekeep.edge.keyserver.KeyServerFailure;
import dev.edgekeep.edge.keyserver.Result;
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
    ask(ssl, handshake, scheme.opcode(), scheme.payload(message), callback);
  }

  /**
   * RSA key exchange (RFC 5246 §7.4.7.1). The block comes back with its padding, which BoringSSL
   * removes in constant time.
   */
  @Override
  public void decrypt(long ssl, byte[] ciphertext, ResultCallback<byte[]> callback) {
    ask(ssl, handshakes.get(ssl), Opcode.RSA_DECRYPT, ciphertext, callback);
  }

  private static void ask(
      long ssl,
      @Nullable Handshake handshake,
      Opcode opcode,
      byte[] payload,
      ResultCallback<byte[]> callback) {
    KeylessCertificate certificate = handshake == null ? null : handshake.keyless();
    if (handshake == null || certificate == null) {
      return; // over in the meantime: nobody waits
    }
    Channel channel = handshake.channel();
    KeyRequest request =
        new KeyRequest(
            opcode,
            payload,
            certificate.ski(),
            certificate.modulusDigest(),
            handshake.serverName(),
            address(channel.remoteAddress()),
            address(channel.localAddress()));
    certificate
        .operations()
        .perform(
            channel.eventLoop(),
            request,
            new Result() {
              @Override
              public void done(byte[] value) {
                if (certificate.fits(value)) {
                  callback.onSuccess(ssl, value);
                } else {
                  fail(
                      handshake,
                      "the key server's answer has %d bytes, which no result of this key has"
                          .formatted(value.length));
                }
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
