package dev.edgekeep.bench.peers;

import java.nio.file.Path;
import java.util.List;

/** A type of server that can be configured and started for a {@link Place}. */
public interface Peer {
  /** The name in the tables. */
  String name();

  /**
   * Writes the server's configuration into its {@code directory}.
   *
   * @param port its port on 127.0.0.1, with TLS that asks every client for a certificate
   * @return the command that runs it in the foreground
   */
  List<String> configure(Path directory, int port, Place place);

  /** The core that it runs on: by default that of the measured server. */
  default int core(Cores cores) {
    return cores.server();
  }

  /**
   * The common settings of all servers in a run.
   *
   * @param originPort a plain HTTP/1.1 origin on 127.0.0.1
   * @param http2OriginPort one that speaks HTTP/2 in plaintext
   */
  record Place(
      Path directory, Credentials credentials, int originPort, int http2OriginPort, Cores cores) {}
}
