package dev.edgekeep.edge.origin.balance;

import java.net.InetSocketAddress;

/**
 * A way to choose a server, one object for each origin and event loop. For each choice {@link
 * #first} is called, then {@link #cost} for each server that may be chosen; the cheapest is. Event
 * loop only.
 */
public interface Algorithm {
  /**
   * The server from which distances are counted in this choice.
   *
   * @param servers their number, at least 1
   */
  int first(int servers);

  /**
   * The cost of a server, from 0 to 2⁶².
   *
   * @param index its place among the servers of the origin
   * @param distance the number of servers between {@link #first} and it
   * @param client the address of the client
   */
  long cost(int index, int distance, Candidate server, InetSocketAddress client);
}
