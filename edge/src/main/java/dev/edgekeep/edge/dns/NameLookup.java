package dev.edgekeep.edge.dns;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A way to look up a name. Any thread; does not block. */
interface NameLookup {
  /**
   * Looks a name up, once.
   *
   * @param result called once, on {@code loop}, within {@link DnsQuery#LIMIT} or little more
   */
  void start(String host, EventLoop loop, Consumer<Result> result);

  /** The outcome of a lookup. */
  sealed interface Result {}

  /**
   * The name has addresses.
   *
   * @param addresses at least one, in the order in which to try them
   * @param timeToLive how long they are valid, as their source says
   */
  record Found(List<InetAddress> addresses, Duration timeToLive) implements Result {
    public Found {
      addresses = List.copyOf(addresses);
    }
  }

  /** The name does not exist, or has no address. */
  record Unknown() implements Result {}

  /**
   * No DNS server gave an answer about the name.
   *
   * @param reason for the operator
   */
  record Failed(String reason) implements Result {}
}
