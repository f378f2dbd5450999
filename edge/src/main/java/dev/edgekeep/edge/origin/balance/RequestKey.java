package dev.edgekeep.edge.origin.balance;

import dev.edgekeep.edge.message.Fields;
import java.net.InetSocketAddress;

/** The properties of a request by which a server may be chosen. Event loop only. */
public interface RequestKey {
  /** The address of the client. */
  InetSocketAddress client();

  /** The client's header fields. */
  Fields fields();
}
