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
 * The open listeners. A change is prepared first (all new addresses are bound, or none) and then
 * committed; addresses that are no longer wanted are closed, and their connections stay open. One
 * thread at a time; {@link #addresses} any thread.
 */
public final class Listeners {
  private static final int BACKLOG = 4096;
  private static final long CLOSE_SECONDS = 10;

  private final Transport transport;
  private final Function<Supplier<Listener>, ChannelHandler> initializers;
  private volatile List<Bound> bound = List.of();

  /**
   * @param initializers creates the initializer of the connections of one listener, whose
   *     configuration may change while it is open
   */
  public Listeners(Transport transport, Function<Supplier<Listener>, ChannelHandler> initializers) {
    this.transport = transport;
    this.initializers = initializers;
  }

  /** A prepared change, to be committed or abandoned. */
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

    /** Puts the change in force. */
    public void commit() {
      for (int i = 0; i < next.size(); i++) {
        next.get(i).config.set(wanted.get(i));
      }
      bound = List.copyOf(next);
      closing.forEach(listener ->
          listener.channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS));
    }

    /** Closes the listeners that were opened for the change. */
    public void abandon() {
      opened.forEach(listener -> listener.channel.close());
    }
  }

  /**
   * Binds the addresses that are wanted and not bound yet.
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
            .childHandler(initializers.apply(config::get));
    return new Bound(config, transport.bind(bootstrap, listener.address()));
  }

  /**
   * The bound addresses in the order of the configuration, with the actual ports in place of port
   * 0.
   */
  public List<InetSocketAddress> addresses() {
    return bound.stream()
        .map(listener -> (InetSocketAddress) listener.channel.localAddress())
        .toList();
  }

  /**
   * The port of the first TLS listener, which plaintext requests are redirected to; 443 if there is
   * no such listener.
   */
  public int httpsPort() {
    return bound.stream()
        .filter(listener -> !listener.config.get().plaintext())
        .map(listener -> ((InetSocketAddress) listener.channel.localAddress()).getPort())
        .findFirst()
        .orElse(443);
  }

  /** Closes every listener. Connections stay open. */
  public void close() {
    List<Bound> closing = bound;
    bound = List.of();
    closing.forEach(
        listener -> listener.channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS));
  }

  /** An open listener. Its configuration may change while it is open, but not its address. */
  private record Bound(AtomicReference<Listener> config, Channel channel) {}
}
