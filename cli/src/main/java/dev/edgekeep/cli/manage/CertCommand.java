package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep cert}. */
@Command(name = "cert", description = "Server certificates.")
public final class CertCommand extends ApiCommand {
  private static final ApiPath CERTIFICATES = ApiPath.of("certificates");
  private static final String ID = "Of 'edgekeep cert list'.";

  /** A chain, and where its key is. */
  static final class Material {
    @Option(
        names = "--chain",
        paramLabel = "FILE",
        required = true,
        description = "The certificate and its intermediates, PEM.")
    private Path chain = Path.of("");

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM.")
    private @Nullable Path key;

    @Option(
        names = "--key-server",
        paramLabel = "NAME",
        description = "The key server that has its private key.")
    private @Nullable String keyServer;

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "For people; the first host name if not given.")
    private @Nullable String name;

    private @Nullable ObjectNode body() throws CommandFailure {
      if ((key == null) == (keyServer == null)) {
        return null;
      }
      ObjectNode body = Json.object().put("chain", Documents.certificates(chain));
      Json.put(body, "privateKey", key == null ? null : Documents.text(key));
      Json.put(body, "keyServer", keyServer);
      Json.put(body, "name", name);
      return body;
    }
  }

  @Command(name = "list", description = "All server certificates of the account.")
  int list() throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, CERTIFICATES),
            "id",
            "name",
            "names",
            "notAfter:expires",
            "keyServer:key server"));
  }

  @Command(name = "get", description = "One certificate, without its private key.")
  int get(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
    return with((api, screen) -> screen.show(api.get(CERTIFICATES.then(id))));
  }

  @Command(name = "upload", description = "Add a certificate; hosts name it by the id it gets.")
  int upload(@Mixin Material material) throws Exception {
    ObjectNode body = required(material);
    return with((api, screen) -> {
      ApiAnswer answer = api.post(CERTIFICATES, body);
      if (screen.isForPeople()) {
        screen.hint("certificate for " + Cells.text(answer.body(), "names"));
        screen.warn(answer.body());
        screen.raw(Cells.text(answer.body(), "id") + "\n");
        return;
      }
      screen.changed(answer, "");
    });
  }

  @Command(
      name = "replace",
      description = "Renew a certificate: hosts that have it get the new one.")
  int replace(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin Material material)
      throws Exception {
    ObjectNode body = required(material);
    return with((api, screen) -> {
      ApiAnswer answer = api.put(CERTIFICATES.then(id), body, null);
      screen.changed(
          answer,
          "certificate %s is replaced, expires %s"
              .formatted(id, Cells.text(answer.body(), "notAfter")));
    });
  }

  private ObjectNode required(Material material) throws CommandFailure {
    ObjectNode body = material.body();
    if (body == null) {
      throw usage("give the private key (--key) or who has it (--key-server)");
    }
    return body;
  }

  @Command(name = "delete", description = "Remove a certificate that no host uses.")
  int delete(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(CERTIFICATES.then(id)), "certificate %s is removed".formatted(id)));
  }
}
