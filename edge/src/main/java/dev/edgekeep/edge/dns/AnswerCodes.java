package dev.edgekeep.edge.dns;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsQueryLifecycleObserver;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the errors that DNS servers answered to a lookup: Netty tells a refusal and the answer
 * that there is no address in the same way. Event loop only.
 */
final class AnswerCodes implements DnsQueryLifecycleObserver {
  private @Nullable DnsResponseCode error;

  /** An error that says nothing about the name, such as REFUSED; null when there was none. */
  @Nullable DnsResponseCode error() {
    return error;
  }

  @Override
  public DnsQueryLifecycleObserver queryNoAnswer(DnsResponseCode code) {
    if (!code.equals(DnsResponseCode.NOERROR) && !code.equals(DnsResponseCode.NXDOMAIN)) {
      error = code;
    }
    return this;
  }

  @Override
  public DnsQueryLifecycleObserver queryRedirected(List<InetSocketAddress> servers) {
    return this;
  }

  @Override
  public DnsQueryLifecycleObserver queryCNAMEd(DnsQuestion question) {
    return this;
  }

  @Override
  public void queryWritten(InetSocketAddress server, ChannelFuture future) {}

  @Override
  public void queryCancelled(int queriesRemaining) {}

  @Override
  public void queryFailed(Throwable cause) {}

  @Override
  public void querySucceed() {}
}
