package dev.edgekeep.keyserver.serve;

import dev.edgekeep.tls.ClientHello;
import dev.edgekeep.tls.PeerVerdict;
import dev.edgekeep.tls.Refusal;
import dev.edgekeep.tls.RefusalReason;
import dev.edgekeep.tls.ServerConnection;
import dev.edgekeep.tls.ServerContext;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.TlsSession;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.Verdict;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The key server's part in one handshake: verifies the edge, records a refusal, and hands over a
 * connection that may go on. Event loop only.
 */
final class EdgeHandshake implements ServerConnection {
  private final Channel channel;
  private final Supplier<Serving> current;
  private final InstantSource clock;
  private final ConnectionLog log;
  private final Established established;

  private Serving serving;
  private List<byte[]> chain = List.of();
  private @Nullable PathResult result;

  /** Takes over a connection whose handshake is done. */
  interface Established {
    /**
     * @param serving under which the edge was verified
     */
    void accept(ChannelHandlerContext ctx, VerifiedEdge edge, Serving serving);
  }

  EdgeHandshake(
      Channel channel,
      Supplier<Serving> current,
      InstantSource clock,
      ConnectionLog log,
      Established established) {
    this.channel = channel;
    this.current = current;
    this.clock = clock;
    this.log = log;
    this.established = established;
    this.serving = current.get();
  }

  @Override
  public Future<ServerContext> choose(
      ServerProtocol protocol, ClientHello hello, ChannelHandlerContext ctx) {
    serving = current.get();
    return ctx.executor().newSucceededFuture(serving.tls().context());
  }

  @Override
  public @Nullable String serverName() {
    return null;
  }

  @Override
  public PeerVerdict verify(List<byte[]> presented) {
    PathResult found = serving.trust().check(presented, clock.instant());
    chain = presented;
    result = found;
    return new EdgeVerdict(found);
  }

  private record EdgeVerdict(PathResult result) implements PeerVerdict {
    @Override
    public Verdict verdict() {
      return result.verdict();
    }

    @Override
    public String sentence() {
      return result instanceof PathResult.Refused refused ? refused.sentence() : "";
    }
  }

  @Override
  public void established(ChannelHandlerContext ctx, TlsSession session, PeerVerdict peer) {
    if (serving.trust().isAnyone()
        && channel.remoteAddress() instanceof InetSocketAddress address) {
      established.accept(ctx, new VerifiedEdge(address.getAddress()), serving);
    } else if (result instanceof PathResult.Verified verified) {
      established.accept(ctx, new VerifiedEdge(verified, chain, serving.trust()), serving);
    } else {
      refused(
          new Refusal.ForReason(RefusalReason.INTERNAL, "a handshake was done without a verdict"));
      ctx.close();
    }
  }

  @Override
  public void refused(Refusal refusal) {
    log.refused(channel, label(refusal), refusal.detail(), presented());
  }

  /** The spelling of a refusal in the logs and metrics of a key server. */
  private static String label(Refusal refusal) {
    return switch (refusal) {
      case Refusal.ForVerdict verdict -> verdict.label();
      case Refusal.ForReason why ->
          switch (why.reason()) {
            case CLIENT_CLOSED -> "peer-closed";
            case CLIENT_REFUSED -> "peer-refused";
            case TIMEOUT, INTERNAL -> why.label();
            case NOT_TLS,
                MALFORMED,
                NO_SERVER_NAME,
                UNKNOWN_HOST,
                NO_CLIENT_CA,
                HOST_UNAVAILABLE,
                NO_APPLICATION_PROTOCOL,
                PROTOCOL,
                CHAIN_TOO_LARGE,
                PROXY_HEADER_MISSING,
                PROXY_HEADER_MALFORMED,
                PROXY_HEADER_UNEXPECTED,
                KEY_SERVER ->
                RefusalReason.PROTOCOL.label();
          };
    };
  }

  private @Nullable Certificate presented() {
    try {
      return chain.isEmpty() ? null : Certificate.parse(chain.getFirst());
    } catch (CertificateFormatException _) {
      return null; // the verdict says so
    }
  }
}
