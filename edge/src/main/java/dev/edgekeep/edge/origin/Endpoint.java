package dev.edgekeep.edge.origin;

import dev.edgekeep.snapshot.Origin;
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
 * Where a server is, and how to speak TLS to it. Names are looked up, and trust and keys are read,
 * on a virtual thread, never on the event loop; what was found counts for a while. Event loop only.
 */
final class Endpoint {
  private static final long NAME_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * @param addresses at least one
   * @param tls null for a plaintext server
   */
  record Found(List<InetAddress> addresses, @Nullable OriginTls tls) {}

  /** Told the one or the other. */
  interface Finder extends BiConsumer<@Nullable Found, @Nullable Throwable> {}

  private final Origin.Server server;
  private final Origin.@Nullable Tls policy;
  private final EventLoop loop;
  private final boolean isLiteral;
  private List<Finder> waiting = new ArrayList<>();
  private @Nullable Found found;
  private long foundAt;

  Endpoint(Origin.Server server, Origin.@Nullable Tls policy, EventLoop loop) {
    this.server = server;
    this.policy = policy;
    this.loop = loop;
    this.isLiteral = NetUtil.createByteArrayFromIpAddressString(server.host()) != null;
  }

  void find(Finder finder) {
    assert loop.inEventLoop();
    if (found != null && (isLiteral || System.nanoTime() - foundAt < NAME_NANOS)) {
      finder.accept(found, null);
      return;
    }
    waiting.add(finder);
    if (waiting.size() == 1) {
      OriginTls known = found == null ? null : found.tls();
      Thread.ofVirtual().name("origin-lookup").start(() -> lookUp(known));
    }
  }

  private void lookUp(@Nullable OriginTls known) {
    try {
      List<InetAddress> addresses = List.of(InetAddress.getAllByName(server.host()));
      OriginTls tls = known == null && server.https() ? OriginTls.build(server, policy) : known;
      Found result = new Found(addresses, tls);
      loop.execute(() -> tell(result, null));
    } catch (UnknownHostException e) {
      loop.execute(() -> tell(null, new IOException("the name is unknown", e)));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      loop.execute(() -> tell(null, e));
    }
  }

  private void tell(@Nullable Found result, @Nullable Throwable failure) {
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
