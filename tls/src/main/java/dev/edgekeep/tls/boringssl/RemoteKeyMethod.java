package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.RemoteKey;
import dev.edgekeep.tls.SignatureScheme;
import io.netty.internal.tcnative.AsyncSSLPrivateKeyMethod;
import io.netty.internal.tcnative.ResultCallback;

/**
 * Called by BoringSSL when a handshake needs a private key that is elsewhere; the handshake goes on
 * when the result comes. Where none comes, the handshake is ended here, since BoringSSL would send
 * no alert and keep no reason. Event loop of the connection.
 */
final class RemoteKeyMethod implements AsyncSSLPrivateKeyMethod {
  private final Handshakes<?> handshakes;

  RemoteKeyMethod(Handshakes<?> handshakes) {
    this.handshakes = handshakes;
  }

  @Override
  public void sign(long ssl, int algorithm, byte[] message, ResultCallback<byte[]> callback) {
    RemoteKey.Caller handshake = handshakes.get(ssl);
    RemoteKey key = handshakes.key(ssl);
    if (handshake == null || key == null) {
      return; // the handshake is over, and nobody waits
    }
    SignatureScheme scheme = SignatureScheme.of(algorithm);
    if (scheme == null) {
      handshake.keyOperationFailed("unsupported signature scheme 0x%04x".formatted(algorithm));
    } else {
      key.sign(handshake, scheme, message, new Waiting(ssl, handshake, callback));
    }
  }

  @Override
  public void decrypt(long ssl, byte[] ciphertext, ResultCallback<byte[]> callback) {
    RemoteKey.Caller handshake = handshakes.get(ssl);
    RemoteKey key = handshakes.key(ssl);
    if (handshake != null && key != null) {
      key.decrypt(handshake, ciphertext, new Waiting(ssl, handshake, callback));
    }
  }

  /** BoringSSL, as it waits for one result. */
  private record Waiting(long ssl, RemoteKey.Caller handshake, ResultCallback<byte[]> callback)
      implements RemoteKey.Result {
    @Override
    public void done(byte[] value) {
      callback.onSuccess(ssl, value);
    }

    @Override
    public void failed(String why) {
      handshake.keyOperationFailed(why);
    }
  }
}
