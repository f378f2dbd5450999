package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.host.ServedHost;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello, finds the host and hands the connection to its TLS context. Whoever asks
 * for an unknown host, or speaks no TLS, is told so and leaves one event. Event loop only.
 */
final class ClientHelloHandler extends SslClientHelloHandler<HostTls> {
  private static final List<String> SPOKEN = List.of("h2", "http/1.1");
  private static final int MAX_CLIENT_HELLO = 64 * 1024;

  private static final String PLAINTEXT_ANSWER =
      """
      HTTP/1.1 400 Bad Request\r
      Content-Type: text/plain; charset=utf-8\r
      Connection: close\r
      Content-Length: 61\r
      \r
      This port speaks HTTPS, and the request came in plain HTTP.\r
      """;

  private final Function<String, @Nullable ServedHost> hosts;
  private final @Nullable String defaultHost;
  private final TlsContexts contexts;
  private final HandshakeHandler handshakes;
  private final BooleanSupplier fingerprints;

  private @Nullable Handshake handshake;

  /**
   * @param hosts finds a host by its name, in the snapshot of now
   * @param defaultHost what a client that names no host gets; null: it is refused
   * @param handshakes takes over when the host is known
   * @param fingerprints whether somebody asks for the fingerprint of a ClientHello
   */
  ClientHelloHandler(
      Function<String, @Nullable ServedHost> hosts,
      @Nullable String defaultHost,
      TlsContexts contexts,
      HandshakeHandler handshakes,
      BooleanSupplier fingerprints) {
    super(MAX_CLIENT_HELLO);
    this.hosts = hosts;
    this.defaultHost = defaultHost;
    this.contexts = contexts;
    this.handshakes = handshakes;
    this.fingerprints = fingerprints;
  }

  @Override
  protected Future<HostTls> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf body) {
    try {
      if (body == null) {
        throw new RefusedException(
            HandshakeRefusal.NOT_TLS, null, "the first bytes are no TLS ClientHello", null);
      }
      ClientHello hello = ClientHello.parse(body);
      ServedHost host = find(hello);
      checkProtocols(hello, host);
      handshake =
          new Handshake(
              ctx.channel(),
              host,
              hello.serverName() == null ? host.config().name().name() : hello.serverName(),
              hello.keys(),
              hello.tickets());
      if (fingerprints.getAsBoolean()) {
        handshake.fingerprint(HelloFingerprint.of(body));
      }
      return contexts.forHost(host, ctx.executor());
    } catch (ClientHello.MalformedException e) {
      return ctx.executor()
          .newFailedFuture(
              new RefusedException(
                  HandshakeRefusal.MALFORMED,
                  null,
                  "the ClientHello is malformed: " + e.getMessage(),
                  TlsAlert.DECODE_ERROR));
    } catch (RefusedException e) {
      return ctx.executor().newFailedFuture(e);
    }
  }

  private ServedHost find(ClientHello hello) throws RefusedException {
    String name = hello.serverName() == null ? defaultHost : hello.serverName();
    if (name == null) {
      throw new RefusedException(
          HandshakeRefusal.NO_SERVER_NAME,
          null,
          "the client named no host (no SNI), and this listener has no defaultHost",
          TlsAlert.UNRECOGNIZED_NAME);
    }
    ServedHost host = hosts.apply(name);
    if (host == null) {
      throw new RefusedException(
          HandshakeRefusal.UNKNOWN_HOST,
          name,
          "no host " + name + " is configured here, nor a wildcard that covers it",
          TlsAlert.UNRECOGNIZED_NAME);
    }
    return host;
  }

  /**
   * RFC 7301 §3.2: no common protocol is fatal, so that nobody's other protocol is answered with
   * HTTP.
   */
  private static void checkProtocols(ClientHello hello, ServedHost host) throws RefusedException {
    if (!hello.protocols().isEmpty() && hello.protocols().stream().noneMatch(SPOKEN::contains)) {
      throw new RefusedException(
          HandshakeRefusal.NO_APPLICATION_PROTOCOL,
          host.config().name().name(),
          "the client speaks "
              + String.join(", ", hello.protocols())
              + " and the edge h2 and http/1.1 (ALPN)",
          TlsAlert.NO_APPLICATION_PROTOCOL);
    }
  }

  @Override
  protected void onLookupComplete(ChannelHandlerContext ctx, Future<HostTls> future) {
    if (ctx.isRemoved()) {
      return; // closed while the host's context was being built
    }
    if (future.isSuccess() && handshake != null) {
      HostTls tls = future.getNow();
      SslHandler handler = tls.newHandler(ctx.alloc(), handshake);
      handshakes.begin(handshake);
      ctx.pipeline().replace(this, "tls", handler);
    } else {
      refuse(ctx, future.cause());
    }
  }

  private void refuse(ChannelHandlerContext ctx, Throwable cause) {
    RefusedException refused =
        cause instanceof RefusedException r
            ? r
            : new RefusedException(
                HandshakeRefusal.INTERNAL,
                handshake == null ? null : handshake.serverName(),
                "the host's TLS context cannot be built: " + cause.getMessage(),
                TlsAlert.INTERNAL_ERROR);
    handshakes.refused(ctx, refused.reason, refused.host, refused.detail);
    ByteBuf unread = internalBuffer();
    ByteBuf answer =
        refused.alert != null ? refused.alert.record(ctx.alloc()) : plaintextAnswer(unread);
    unread.skipBytes(unread.readableBytes());
    ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * A browser or curl that was given http:// gets words; anything else that is not TLS gets none.
   */
  private static ByteBuf plaintextAnswer(ByteBuf unread) {
    boolean looksLikeHttp =
        unread.isReadable() && Character.isUpperCase(unread.getByte(unread.readerIndex()));
    return looksLikeHttp
        ? Unpooled.copiedBuffer(PLAINTEXT_ANSWER, StandardCharsets.US_ASCII)
        : Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Netty has sent nothing and closed already for these two; everything else is ours to end.
    HandshakeRefusal reason =
        cause instanceof NotSslRecordException
            ? HandshakeRefusal.NOT_TLS
            : HandshakeRefusal.MALFORMED;
    handshakes.refused(ctx, reason, null, "no ClientHello could be read: " + cause.getMessage());
    ctx.close();
  }

  /** Why the connection goes no further, and the alert that says so. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final HandshakeRefusal reason;
    private final @Nullable String host;
    private final String detail;
    private final @Nullable TlsAlert alert;

    RefusedException(
        HandshakeRefusal reason, @Nullable String host, String detail, @Nullable TlsAlert alert) {
      super(detail, null, false, false);
      this.reason = reason;
      this.host = host;
      this.detail = detail;
      this.alert = alert;
    }
  }
}
