package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Authority;
import dev.edgekeep.tls.HelloRecords;
import dev.edgekeep.tls.NoClientHelloException;
import dev.edgekeep.tls.TlsAlert;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello, finds the host and hands the connection to its TLS context. Whoever asks
 * for an unknown host, or speaks no TLS, is told so and leaves one event. Event loop only.
 */
final class ClientHelloHandler extends ByteToMessageDecoder {
  private static final List<String> SPOKEN = List.of("h2", "http/1.1");

  private static final String PLAINTEXT_ANSWER =
      """
      HTTP/1.1 400 Bad Request\r
      Content-Type: text/plain; charset=utf-8\r
      Connection: close\r
      Content-Length: 61\r
      \r
      This port speaks HTTPS, and the request came in plain HTTP.\r
      """;

  private final Supplier<HostTable> hosts;
  private final Supplier<@Nullable String> defaultHost;
  private final TlsContexts contexts;
  private final HandshakeHandler handshakes;
  private final BooleanSupplier fingerprints;
  private final HelloRecords records = new HelloRecords();

  private Phase phase = Phase.READING;

  private enum Phase {
    READING,
    /** The ClientHello is whole, and the host's context is on its way. */
    CHOSEN,
    REFUSED
  }

  /**
   * @param hosts the hosts of the current snapshot
   * @param defaultHost what a client that names no host, or an IP address, gets; null: it is
   *     refused
   * @param handshakes takes over when the host is known
   * @param fingerprints whether somebody asks for the fingerprint of a ClientHello
   */
  ClientHelloHandler(
      Supplier<HostTable> hosts,
      Supplier<@Nullable String> defaultHost,
      TlsContexts contexts,
      HandshakeHandler handshakes,
      BooleanSupplier fingerprints) {
    this.hosts = hosts;
    this.defaultHost = defaultHost;
    this.contexts = contexts;
    this.handshakes = handshakes;
    this.fingerprints = fingerprints;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    switch (phase) {
      case READING -> read(ctx, in);
      case CHOSEN -> {} // for the engine, once it is there
      case REFUSED -> in.skipBytes(in.readableBytes());
    }
  }

  private void read(ChannelHandlerContext ctx, ByteBuf in) {
    try {
      ByteBuf hello = records.read(in);
      if (hello != null) {
        phase = Phase.CHOSEN;
        choose(ctx, hello);
      }
    } catch (ClientHello.MalformedException e) {
      refuse(
          ctx,
          RefusedHelloException.malformed(
              "the ClientHello is malformed: " + e.getMessage(), TlsAlert.DECODE_ERROR));
    } catch (NoClientHelloException e) {
      refuse(ctx, RefusedHelloException.of(e));
    } catch (RefusedHelloException e) {
      refuse(ctx, e);
    }
  }

  private void choose(ChannelHandlerContext ctx, ByteBuf body)
      throws ClientHello.MalformedException, RefusedHelloException {
    ClientHello hello = ClientHello.parse(body);
    ServedHost host = find(hello.serverName());
    String name = name(hello.serverName(), host);
    checkClientCas(name, host);
    checkProtocols(hello, host);
    Handshake handshake = new Handshake(ctx.channel(), host, name, hello.keys(), hello.tickets());
    if (fingerprints.getAsBoolean()) {
      handshake.fingerprint(HelloFingerprint.of(body));
    }
    Future<HostTls> context = contexts.forHost(host, ctx.executor());
    if (context.isDone()) {
      begin(ctx, handshake, context);
    } else {
      // Nobody has to be read before the server has spoken.
      ctx.channel().config().setAutoRead(false);
      context.addListener((Future<HostTls> built) -> {
        if (!ctx.isRemoved()) {
          ctx.channel().config().setAutoRead(true);
          begin(ctx, handshake, built);
        }
      });
    }
  }

  private static boolean namesNoHost(@Nullable String serverName) {
    return serverName == null || Authority.isAddressName(serverName);
  }

  private static String name(@Nullable String serverName, ServedHost host) {
    return serverName == null || namesNoHost(serverName) ? host.config().name().name() : serverName;
  }

  private ServedHost find(@Nullable String serverName) throws RefusedHelloException {
    String name = namesNoHost(serverName) ? defaultHost.get() : serverName;
    if (name == null) {
      throw serverName == null
          ? new RefusedHelloException(
              HandshakeRefusal.NO_SERVER_NAME,
              null,
              "the client named no host (no SNI), and this listener has no defaultHost",
              TlsAlert.UNRECOGNIZED_NAME)
          : unknown(
              serverName,
              "the client named the address "
                  + serverName
                  + " and no host (SNI), and this listener has no defaultHost");
    }
    HostTable table = hosts.get();
    ServedHost host = table.find(name);
    String unavailable = host == null ? table.unavailable(name) : null;
    if (unavailable != null) {
      throw new RefusedHelloException(
          HandshakeRefusal.HOST_UNAVAILABLE, name, unavailable, TlsAlert.INTERNAL_ERROR);
    }
    if (host == null) {
      throw unknown(name, "no host " + name + " is configured here, nor a wildcard that covers it");
    }
    return host;
  }

  private static RefusedHelloException unknown(String name, String detail) {
    return new RefusedHelloException(
        HandshakeRefusal.UNKNOWN_HOST, name, detail, TlsAlert.UNRECOGNIZED_NAME);
  }

  /** Invariant 9: a host that requires certificates of no client CA serves nobody. */
  private static void checkClientCas(String name, ServedHost host) throws RefusedHelloException {
    if (host.config().clientAuth().refusesEverybody()) {
      throw new RefusedHelloException(
          HandshakeRefusal.NO_CLIENT_CA, name, host.noClientCa(), TlsAlert.ACCESS_DENIED);
    }
  }

  /**
   * RFC 7301 §3.2: no common protocol is fatal, so that nobody's other protocol is answered with
   * HTTP.
   */
  private static void checkProtocols(ClientHello hello, ServedHost host)
      throws RefusedHelloException {
    if (!hello.protocols().isEmpty() && hello.protocols().stream().noneMatch(SPOKEN::contains)) {
      throw new RefusedHelloException(
          HandshakeRefusal.NO_APPLICATION_PROTOCOL,
          host.config().name().name(),
          "the client speaks "
              + String.join(", ", hello.protocols())
              + " and the edge h2 and http/1.1 (ALPN)",
          TlsAlert.NO_APPLICATION_PROTOCOL);
    }
  }

  private void begin(ChannelHandlerContext ctx, Handshake handshake, Future<HostTls> context) {
    Throwable failure = context.cause();
    if (failure == null) {
      try {
        SslHandler handler = context.getNow().newHandler(ctx.alloc(), handshake);
        handshakes.begin(handshake);
        ctx.pipeline().replace(this, "tls", handler);
        return;
      } catch (TlsContextException e) {
        failure = e;
      }
    }
    refuse(
        ctx,
        new RefusedHelloException(
            HandshakeRefusal.INTERNAL,
            handshake.serverName(),
            "the host's TLS context cannot be built: " + failure.getMessage(),
            TlsAlert.INTERNAL_ERROR));
  }

  private void refuse(ChannelHandlerContext ctx, RefusedHelloException refused) {
    phase = Phase.REFUSED;
    handshakes.refused(ctx, refused.reason(), refused.host(), refused.detail());
    internalBuffer().skipBytes(internalBuffer().readableBytes());
    ctx.writeAndFlush(answer(ctx, refused)).addListener(ChannelFutureListener.CLOSE);
  }

  private static ByteBuf answer(ChannelHandlerContext ctx, RefusedHelloException refused) {
    if (refused.alert() != null) {
      return refused.alert().record(ctx.alloc());
    }
    return refused.reason() == HandshakeRefusal.NOT_TLS
        ? Unpooled.copiedBuffer(PLAINTEXT_ANSWER, StandardCharsets.US_ASCII)
        : Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      handshakes.clientLeft(ctx);
    } else {
      handshakes.refused(
          ctx, HandshakeRefusal.INTERNAL, null, "the ClientHello cannot be handled: " + cause);
    }
    ctx.close();
  }
}
