package dev.edgekeep.edge.listen;

import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.snapshot.Listener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open listeners. A change is prepared first (new addresses are bound, or everything stays as
 * it is) and then taken over; addresses that go are closed, connections that came through them go
 * on. One thread at a time; {@link #addresses} any thread.
 */
public final class Listeners {
  private static final int BACKLOG = 4096;
  private static final long CLOSE_SECONDS = 10;

  private final Transport transport;
  private final Function<Supplier<Listener>, ChannelHandler> way;
  private volatile List<Bound> bound = List.of();

  /**
   * @param way makes the handler of the connections of one listener, whose configuration may change
   *     while it is open
   */
  public Listeners(Transport transport, Function<Supplier<Listener>, ChannelHandler> way) {
    this.transport = transport;
    this.way = way;
  }

  /** A change that has been prepared: to be committed or given up. */
  public final class Change {
    private final List<Listener> wanted;
    private final List<Bound> next;
    private final List<Bound> opened;
    private final List<Bound> closing;

    private Change(
        List<Listener> wanted, List<Bound> next, List<Bound> opened, List<Bound> closing) {
      this.wanted = wanted;
      this.next = next;
      this.opened = opened;
      this.closing = closing;
    }

    /** Takes the change over. */
    public void commit() {
      for (int i = 0; i < next.size(); i++) {
        next.get(i).config.set(wanted.get(i));
      }
      bound = List.copyOf(next);
      closing.forEach(listener ->
          listener.channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS));
    }

    /** Closes what was opened for it. */
    public void abandon() {
      opened.forEach(listener -> listener.channel.close());
    }
  }

  /**
   * Binds what {@code wanted} has and we have not.
   *
   * @throws IOException naming the address that cannot be bound; nothing has changed then
   */
  public Change prepare(List<Listener> wanted) throws IOException {
    List<Bound> unclaimed = new ArrayList<>(bound);
    List<Bound> next = new ArrayList<>();
    List<Bound> opened = new ArrayList<>();
    try {
      for (Listener listener : wanted) {
        Bound there = claim(unclaimed, listener.address());
        if (there == null) {
          there = open(listener);
          opened.add(there);
        }
        next.add(there);
      }
    } catch (IOException e) {
      opened.forEach(listener -> listener.channel.close());
      throw e;
    }
    return new Change(wanted, next, opened, unclaimed);
  }

  private static @Nullable Bound claim(List<Bound> unclaimed, InetSocketAddress address) {
    for (Iterator<Bound> i = unclaimed.iterator(); i.hasNext(); ) {
      Bound candidate = i.next();
      if (candidate.config.get().address().equals(address)) {
        i.remove();
        return candidate;
      }
    }
    return null;
  }

  private Bound open(Listener listener) throws IOException {
    AtomicReference<Listener> config = new AtomicReference<>(listener);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(way.apply(config::get));
    return new Bound(config, transport.bind(bootstrap, listener.address()));
  }

  /**
   * The addresses that are listened on, with the ports that were taken for port 0; in the order of
   * the configuration.
   */
  public List<InetSocketAddress> addresses() {
    return bound.stream()
        .map(listener -> (InetSocketAddress) listener.channel.localAddress())
        .toList();
  }

  /**
   * The port of the first TLS listener: where plaintext requests are redirected to. 443 when there
   * is none.
   */
  public int httpsPort() {
    return bound.stream()
        .filter(listener -> !listener.config.get().plaintext())
        .map(listener -> ((InetSocketAddress) listener.channel.localAddress()).getPort())
        .findFirst()
        .orElse(443);
  }

  /** Closes every listener. Connections go on. */
  public void close() {
    List<Bound> closing = bound;
    bound = List.of();
    closing.forEach(
        listener -> listener.channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS));
  }

  /** An open listener; its configuration may change while it is open, all but the address. */
  private record Bound(AtomicReference<Listener> config, Channel channel) {}
}
