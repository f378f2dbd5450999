package dev.edgekeep.edge.origin;

import io.netty.channel.Channel;

/** A protocol towards origins. Immutable; any thread. */
public interface OriginProtocol {
  /**
   * Makes a connection of a channel, and adds its handlers to the pipeline.
   *
   * @param channel connected, with its TLS handshake done where there is one; it is the
   *     connection's from now on
   * @return a connection with room for at least one stream, unless the channel has closed: what the
   *     server has not said yet is assumed
   */
  OriginConnection connection(Channel channel, OriginServer server, ConnectionOwner owner);

  /**
   * The number of streams that a connection is expected to carry before it is there: so many
   * requests wait for one connection instead of opening their own. At least 1.
   */
  int streamsPerConnection();

  /**
   * False if the server's latest connection could not carry a request for an upgrade ({@link
   * OriginRequest#upgrade}).
   */
  default boolean carriesUpgrades() {
    return true;
  }
}
