package dev.edgekeep.bench.peers;

import java.nio.file.Path;
import java.util.List;

/** A kind of server: knows how to be configured and started for a {@link Place}. */
public interface Peer {
  /** As in the tables. */
  String name();

  /**
   * Writes what the server reads into {@code directory}, its own.
   *
   * @param port where it is to listen, on 127.0.0.1, with TLS that asks every client for a
   *     certificate
   * @return the command that runs it in the foreground
   */
  List<String> configure(Path directory, int port, Place place);

  /** The core that it runs on: that of the server that is measured. */
  default int core(Cores cores) {
    return cores.server();
  }

  /**
   * What all servers of a run have in common.
   *
   * @param originPort a plain HTTP/1.1 origin on 127.0.0.1
   */
  record Place(Path directory, Credentials credentials, int originPort, Cores cores) {}
}
