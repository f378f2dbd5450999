package dev.edgekeep.edge;

import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.boringssl.BoringSsl;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The circumstances of a node, apart from its snapshot.
 *
 * @param version of the program, for the metrics
 * @param threads the number of event loops
 * @param tap receives every event besides the event log, as a value and not as a line. It is called
 *     on the event loop of the event, many thousand times a second under a flood of refused
 *     handshakes: it must return at once, keep a bounded number and drop the rest. Its exceptions
 *     are ignored
 * @param protocols that secure the connections of every listener with TLS, in the order in which
 *     they are asked about its first bytes; the last one gets what no other recognizes
 */
public record NodeOptions(
    String version,
    int threads,
    InstantSource clock,
    EventLog tap,
    List<ServerProtocol> protocols) {
  /** TLS alone. */
  public NodeOptions(String version, int threads, InstantSource clock, EventLog tap) {
    this(version, threads, clock, tap, List.of(new BoringSsl()));
  }

  /** One event loop for each processor, the system's clock, and no tap. */
  public static NodeOptions of(String version) {
    return new NodeOptions(
        version, Runtime.getRuntime().availableProcessors(), InstantSource.system(), event -> {});
  }

  /** The same options with another protocol beside TLS, asked first. */
  public NodeOptions withProtocol(ServerProtocol protocol) {
    List<ServerProtocol> all = new ArrayList<>(protocols);
    all.addFirst(protocol);
    return new NodeOptions(version, threads, clock, tap, List.copyOf(all));
  }

  /** The same options with a tap. */
  public NodeOptions withTap(EventLog tap) {
    return new NodeOptions(version, threads, clock, tap, protocols);
  }
}
