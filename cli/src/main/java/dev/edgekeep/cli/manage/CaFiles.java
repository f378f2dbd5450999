package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The options for the files and the revocation of a custom CA. */
final class CaFiles {
  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The root certificate with its intermediates, PEM.")
  private @Nullable Path certificates;

  @Option(names = "--file", hidden = true, description = "The old name of --cert.")
  private @Nullable Path file;

  @Option(names = "--crl", paramLabel = "FILE", description = "The revocation list of the CA, PEM.")
  private @Nullable Path crl;

  @Option(
      names = "--crl-url",
      paramLabel = "URL",
      description = "The URL of a revocation list that edge nodes fetch; repeatable.")
  private List<String> urls = List.of();

  @Option(
      names = "--ocsp",
      paramLabel = "hard|soft",
      description = "Ask OCSP responders: clients of unknown status are refused or accepted.")
  private @Nullable String ocsp;

  boolean hasUrls() {
    return !urls.isEmpty();
  }

  boolean hasOcsp() {
    return ocsp != null;
  }

  /** The request body of a new custom CA. */
  ObjectNode read() throws CommandFailure {
    return read(Json.object());
  }

  /**
   * The request body that replaces a custom CA. Revocation that edge nodes obtain from elsewhere
   * stays where no option changes it.
   *
   * @param before the custom CA as the API shows it
   */
  ObjectNode read(JsonNode before) throws CommandFailure {
    Path given = certificates != null ? certificates : file;
    if (given == null) {
      throw CommandFailure.configuration("use --cert FILE for the certificates of the CA");
    }
    ObjectNode body = Json.object().put("certificates", InputFile.certificates(given));
    Json.put(body, "crl", crl == null ? null : InputFile.certificates(crl));
    ObjectNode revoked = object(before, "revoked");
    if (!urls.isEmpty()) {
      revoked.set("url", Json.array(urls));
    }
    ObjectNode responders = object(before, "ocsp");
    Json.put(responders, "mode", ocsp);
    put(body, "revoked", revoked);
    put(body, "ocsp", responders);
    return body;
  }

  private static ObjectNode object(JsonNode before, String member) {
    return before.path(member) instanceof ObjectNode object ? object.deepCopy() : Json.object();
  }

  private static void put(ObjectNode body, String member, ObjectNode value) {
    if (!value.isEmpty()) {
      body.set(member, value);
    }
  }
}
