package dev.edgekeep.edge.dial;

import dev.edgekeep.config.network.ForbiddenAddresses;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is. Its name is looked up, and trust and keys are read, on a virtual thread, never
 * on the event loop; the addresses that were found count for a while. Event loop only.
 */
final class Endpoint {
  private static final long NAME_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Told the one, at least one address, or the other. */
  interface Finder extends BiConsumer<@Nullable List<InetAddress>, @Nullable Throwable> {}

  private final String host;
  private final int port;
  private final ForbiddenAddresses forbidden;
  private final @Nullable ServerTls tls;
  private final EventLoop loop;
  private final boolean isLiteral;
  private List<Finder> waiting = new ArrayList<>();
  private @Nullable List<InetAddress> found;
  private long foundAt;

  Endpoint(
      String host,
      int port,
      @Nullable ServerTls tls,
      EventLoop loop,
      ForbiddenAddresses forbidden) {
    this.host = host;
    this.port = port;
    this.forbidden = forbidden;
    this.tls = tls;
    this.loop = loop;
    this.isLiteral = NetUtil.createByteArrayFromIpAddressString(host) != null;
  }

  /** Finds the addresses, and prepares TLS. */
  void find(Finder finder) {
    assert loop.inEventLoop();
    if (found != null && (isLiteral || System.nanoTime() - foundAt < NAME_NANOS)) {
      finder.accept(found, null);
      return;
    }
    waiting.add(finder);
    if (waiting.size() == 1) {
      Thread.ofVirtual().name("server-lookup").start(this::lookUp);
    }
  }

  private void lookUp() {
    try {
      List<InetAddress> addresses = permitted(List.of(InetAddress.getAllByName(host)));
      if (tls != null) {
        tls.prepare();
      }
      loop.execute(() -> tell(addresses, null));
    } catch (UnknownHostException e) {
      loop.execute(() -> tell(null, new IOException("the name is unknown", e)));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      loop.execute(() -> tell(null, e));
    }
  }

  /** The addresses are those that are connected to: nothing is looked up after this. */
  private List<InetAddress> permitted(List<InetAddress> addresses) throws IOException {
    List<InetAddress> permitted = new ArrayList<>(addresses.size());
    String reason = null;
    for (InetAddress address : addresses) {
      String why = forbidden.reason(address, port);
      if (why == null) {
        permitted.add(address);
      } else {
        reason = why;
      }
    }
    if (permitted.isEmpty()) {
      throw new IOException("not allowed: " + reason);
    }
    return permitted;
  }

  private void tell(@Nullable List<InetAddress> result, @Nullable Throwable failure) {
    if (result != null) {
      found = result;
      foundAt = System.nanoTime();
    }
    List<Finder> told = waiting;
    waiting = new ArrayList<>();
    for (Finder finder : told) {
      finder.accept(result, failure);
    }
  }
}
