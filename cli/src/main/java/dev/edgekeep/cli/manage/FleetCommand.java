package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code edgekeep fleet}. */
@Command(name = "fleet", description = "Set up what connects control planes and nodes.")
public final class FleetCommand extends ApiCommand {
  @Command(
      name = "nats-config",
      description = {
        "Print the configuration of a message server (nats-server -c FILE).",
        "It has the accounts of the installation, and confines each node to its own subjects."
      })
  int natsConfig(
      @Option(names = "--name", paramLabel = "NAME", description = "The name of the server.")
          @Nullable String name,
      @Option(
              names = "--listen",
              paramLabel = "HOST:PORT",
              description = "The address for control planes and nodes; default: 0.0.0.0:4222.")
          @Nullable String listen,
      @Option(
              names = "--store",
              paramLabel = "DIR",
              description = "The directory of its data; default: /var/lib/nats.")
          @Nullable String store,
      @Option(
              names = "--cert",
              paramLabel = "FILE",
              description = "The certificate with its intermediates, PEM.")
          @Nullable String certificate,
      @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert, PEM.")
          @Nullable String key,
      @Option(
              names = "--client-ca",
              paramLabel = "FILE",
              description =
                  "The CA certificates, PEM, that its clients are verified against: those of nodes"
                      + " (see --node-ca) and of control planes.")
          @Nullable String clientCa,
      @Option(names = "--client-cas", hidden = true, description = "The old name of --client-ca.")
          @Nullable String clientCas,
      @Option(
              names = "--cluster",
              paramLabel = "HOST:PORT",
              description = "The address for the other servers of a cluster.")
          @Nullable String cluster,
      @Option(
              names = "--route",
              paramLabel = "URL",
              description = "A server of the cluster, as nats://nats-2.internal:6222; repeatable.")
          @Nullable List<String> routes,
      @Option(
              names = "--node-ca",
              paramLabel = "FILE",
              description = "Write the CA that issues the certificates of nodes to this file.")
          @Nullable Path nodeCa)
      throws Exception {
    ApiPath path =
        ApiPath.of("fleet", "nats-config")
            .with("name", name)
            .with("listen", listen)
            .with("store", store)
            .with("certificate", certificate)
            .with("key", key)
            .with("clientCas", clientCa != null ? clientCa : clientCas)
            .with("cluster", cluster)
            .with("routes", routes == null ? null : String.join(",", routes));
    return with((api, screen) -> {
      JsonNode made = api.get(path);
      if (nodeCa != null) {
        Files.writeString(nodeCa, made.path("nodeCa").asString(""), StandardCharsets.US_ASCII);
      }
      if (screen.isForPeople()) {
        screen.raw(made.path("configuration").asString(""));
      } else {
        screen.show(made);
      }
    });
  }
}
