package dev.edgekeep.edge.dial;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.dns.ResolvedName;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The permitted addresses of a server, and its TLS context ready to use. Event loop only. */
final class Endpoint {
  private final int port;
  private final ForbiddenAddresses forbidden;
  private final @Nullable ServerTls tls;
  private final EventLoop loop;
  private final @Nullable InetAddress literal;
  private final @Nullable ResolvedName name;

  Endpoint(Destination server, NameResolver names, EventLoop loop) {
    this.port = server.port();
    this.forbidden = server.forbidden();
    this.tls = server.tls();
    this.loop = loop;
    this.literal = NetUtil.createInetAddressFromIpAddressString(server.host());
    this.name = literal == null ? names.name(server.host()) : null;
  }

  /** Finds the addresses, and prepares TLS. */
  void find(ResolvedName.Listener listener) {
    assert loop.inEventLoop();
    if (literal != null) {
      judge(List.of(literal), listener);
    } else if (name != null) {
      name.find(loop, new Judge(listener));
    }
  }

  /** Passes on the permitted addresses of a name. */
  private final class Judge implements ResolvedName.Listener {
    private final ResolvedName.Listener listener;

    Judge(ResolvedName.Listener listener) {
      this.listener = listener;
    }

    @Override
    public void found(List<InetAddress> addresses) {
      judge(addresses, listener);
    }

    @Override
    public void notFound(String reason) {
      listener.notFound(reason);
    }
  }

  /** Connections are made to exactly these addresses: no name is looked up after this. */
  private void judge(List<InetAddress> addresses, ResolvedName.Listener listener) {
    List<InetAddress> permitted = new ArrayList<>(addresses.size());
    String objection = null;
    for (InetAddress address : addresses) {
      String reason = forbidden.reason(address, port);
      if (reason == null) {
        permitted.add(address);
      } else {
        objection = reason;
      }
    }
    if (permitted.isEmpty()) {
      listener.notFound("not allowed: " + objection);
    } else if (tls == null || tls.isPrepared()) {
      listener.found(permitted);
    } else {
      Thread.ofVirtual()
          .name("server-tls")
          .start(() -> prepare(tls, () -> listener.found(permitted), listener));
    }
  }

  /** Reads trust and keys, off the event loop. */
  private void prepare(ServerTls unprepared, Runnable ready, ResolvedName.Listener listener) {
    Runnable next = ready;
    try {
      unprepared.prepare();
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      next = () -> listener.notFound(FailureReason.of(e));
    }
    try {
      loop.execute(next);
    } catch (RejectedExecutionException _) {
      // The event loop has ended, and every waiter with it.
    }
  }
}
