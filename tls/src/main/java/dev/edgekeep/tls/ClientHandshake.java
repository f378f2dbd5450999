package dev.edgekeep.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of a client whose private key is elsewhere: it keeps the reason when the key is the
 * reason of its failure. Event loop only.
 */
public final class ClientHandshake implements RemoteKey.Caller {
  private static final AttributeKey<ClientHandshake> OF_CHANNEL =
      AttributeKey.valueOf(ClientHandshake.class, "handshake");

  private final Channel channel;
  private final String serverName;
  private boolean isWaiting;
  private @Nullable String failure;

  /** A handshake that begins. */
  public ClientHandshake(Channel channel, String serverName) {
    this.channel = channel;
    this.serverName = serverName;
    channel.attr(OF_CHANNEL).set(this);
  }

  /**
   * The reason for which the private key was of no use to the handshake of a channel that has
   * failed; null when the key is not to blame.
   */
  public static @Nullable String keyFailure(Channel channel) {
    ClientHandshake handshake = channel.attr(OF_CHANNEL).get();
    if (handshake == null) {
      return null;
    }
    return handshake.failure == null && handshake.isWaiting
        ? "timeout: the key server has not answered within the time for the handshake"
        : handshake.failure;
  }

  /** The same key; this handshake knows for how long it waits for it. */
  public RemoteKey observed(RemoteKey key) {
    return new Observed(key);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public String serverName() {
    return serverName;
  }

  /**
   * Closes the connection below TLS: the handler would wait for an engine that waits for the key,
   * and a client has nothing to tell the server.
   */
  @Override
  public void keyOperationFailed(String why) {
    failure = why;
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (tls == null) {
      channel.close();
    } else {
      tls.close();
    }
  }

  private final class Observed implements RemoteKey {
    private final RemoteKey key;

    Observed(RemoteKey key) {
      this.key = key;
    }

    @Override
    public void sign(Caller caller, SignatureScheme scheme, byte[] message, Result result) {
      isWaiting = true;
      key.sign(caller, scheme, message, new Ended(result));
    }

    @Override
    public void decrypt(Caller caller, byte[] ciphertext, Result result) {
      isWaiting = true;
      key.decrypt(caller, ciphertext, new Ended(result));
    }
  }

  private final class Ended implements RemoteKey.Result {
    private final RemoteKey.Result result;

    Ended(RemoteKey.Result result) {
      this.result = result;
    }

    @Override
    public void done(byte[] value) {
      isWaiting = false;
      result.done(value);
    }

    @Override
    public void failed(String why) {
      isWaiting = false;
      result.failed(why);
    }
  }
}
