package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ApiResponse;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep cert}. */
@Command(name = "cert", description = "Manage server certificates.")
public final class CertCommand extends ApiCommand {
  private static final ApiPath CERTIFICATES = ApiPath.of("certificates");
  private static final String ID = "The id, see 'edgekeep cert list'.";

  /** The options for a chain and its key. */
  static final class Material {
    @Option(
        names = "--cert",
        paramLabel = "FILE",
        description = "The certificate with its intermediates, PEM.")
    private @Nullable Path certificate;

    @Option(names = "--chain", hidden = true, description = "The old name of --cert.")
    private @Nullable Path chain;

    @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert, PEM.")
    private @Nullable Path key;

    @Option(
        names = "--key-server",
        paramLabel = "NAME",
        description = "The key server that holds the private key.")
    private @Nullable String keyServer;

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "A display name; default: the first host name.")
    private @Nullable String name;

    private @Nullable ObjectNode body(Consumer<String> warnings) throws CommandFailure {
      Path given = certificate != null ? certificate : chain;
      if (given == null || (key == null) == (keyServer == null)) {
        return null;
      }
      ObjectNode body = Json.object().put("chain", InputFile.certificates(given));
      Json.put(body, "privateKey", key == null ? null : InputFile.pem(key, warnings));
      Json.put(body, "keyServer", keyServer);
      Json.put(body, "name", name);
      return body;
    }
  }

  @Command(name = "list", description = "List the server certificates of the account.")
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

  @Command(name = "get", description = "Show a certificate, without its private key.")
  int get(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
    return with((api, screen) -> screen.show(api.get(CERTIFICATES.then(id))));
  }

  @Command(
      name = "upload",
      description = "Upload a certificate and print its id, which hosts refer to.")
  int upload(@Mixin Material material) throws Exception {
    ObjectNode body = required(material);
    return with((api, screen) -> {
      ApiResponse answer = api.post(CERTIFICATES, body);
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
      description =
          "Replace a certificate, for example by a renewed one; its hosts use the new one.")
  int replace(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin Material material)
      throws Exception {
    ObjectNode body = required(material);
    return with((api, screen) -> {
      ApiResponse answer = api.put(CERTIFICATES.then(id), body, null);
      screen.changed(
          answer,
          "certificate %s replaced; it expires at %s"
              .formatted(id, Cells.text(answer.body(), "notAfter")));
    });
  }

  private ObjectNode required(Material material) throws CommandFailure {
    ObjectNode body = material.body(screen()::warn);
    if (body == null) {
      throw usage(
          "use --cert FILE for the certificate, and --key for the private key or --key-server for"
              + " the key server that holds it");
    }
    return body;
  }

  @Command(name = "delete", description = "Delete a certificate that no host uses.")
  int delete(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(CERTIFICATES.then(id)), "certificate %s deleted".formatted(id)));
  }
}
