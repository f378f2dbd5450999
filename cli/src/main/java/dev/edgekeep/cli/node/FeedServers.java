package dev.edgekeep.cli.node;

import dev.edgekeep.x509.cert.Certificate;
import java.util.List;

/**
 * The message servers of one node, as leaf nodes of its region.
 *
 * @param trust the CAs of the servers; empty: those that the control plane names
 */
public record FeedServers(List<String> servers, List<Certificate> trust) {
  public FeedServers {
    servers = List.copyOf(servers);
    trust = List.copyOf(trust);
  }
}
