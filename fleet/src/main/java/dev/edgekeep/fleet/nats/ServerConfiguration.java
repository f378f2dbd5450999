package dev.edgekeep.fleet.nats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a message server, as text for {@code nats-server -c}.
 *
 * @param name of the server, one of its cluster
 * @param listen {@code host:port} for clients
 * @param store the directory of the streams
 * @param tls null: connections are not encrypted, which is for tests
 * @param cluster null: there is one server
 */
public record ServerConfiguration(
    String name, String listen, String store, @Nullable Tls tls, @Nullable Cluster cluster) {
  /**
   * The files of a server.
   *
   * @param certificate its chain
   * @param clientCas the CAs of control planes and nodes
   */
  public record Tls(String certificate, String key, String clientCas) {}

  /**
   * Servers that replicate streams.
   *
   * @param listen {@code host:port} for the other servers
   * @param routes URLs of all servers: {@code nats://nats-1.internal:6222}
   */
  public record Cluster(String listen, List<String> routes) {
    public Cluster {
      routes = List.copyOf(routes);
    }
  }

  /** The text, with the accounts of an installation. */
  public String text(FeedAccounts accounts, String accountJwt) {
    StringBuilder out = new StringBuilder(4096);
    out.append("server_name: \"%s\"\nlisten: \"%s\"\nmax_payload: 1MB\n".formatted(name, listen));
    out.append("jetstream {\n  store_dir: \"%s\"\n}\n".formatted(store));
    if (tls != null) {
      out.append(tls(tls, "verify: true"));
    }
    if (cluster != null) {
      out.append("cluster {\n  name: edgekeep\n  listen: \"%s\"\n".formatted(cluster.listen()));
      out.append("  routes: [%s]\n".formatted(quoted(cluster.routes())));
      if (tls != null) {
        out.append(tls(tls, "verify: true"));
      }
      out.append("}\n");
    }
    out.append("operator: %s\n".formatted(accounts.operatorJwt()));
    out.append("system_account: %s\n".formatted(accounts.systemId()));
    out.append(
        "resolver {\n  type: full\n  dir: \"%s/accounts\"\n  allow_delete: false\n}\n"
            .formatted(store));
    out.append(
        "resolver_preload {\n  %s: %s\n  %s: %s\n}\n"
            .formatted(
                accounts.systemId(),
                accounts.systemAccountJwt(),
                accounts.accountId(),
                accountJwt));
    return out.toString();
  }

  private static String tls(Tls tls, String verify) {
    return """
    tls {
      cert_file: "%s"
      key_file: "%s"
      ca_file: "%s"
      %s
    }
    """
        .formatted(tls.certificate(), tls.key(), tls.clientCas(), verify);
  }

  private static String quoted(List<String> texts) {
    return String.join(", ", texts.stream().map(text -> "\"" + text + "\"").toList());
  }
}
