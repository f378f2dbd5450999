package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.PrivateFile;
import dev.edgekeep.cli.api.Screen;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows a new token, which the API returns once, or writes it to a file. */
final class TokenOutput {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the token to this file, readable by its owner only, and do not show it.")
  private @Nullable Path out;

  /**
   * @param what names the token, or the account that it belongs to
   */
  void show(Screen screen, JsonNode created, String what) throws IOException {
    String token = created.path("token").asString("");
    if (out != null) {
      PrivateFile.write(out, token + "\n");
      screen.say("%s created; the token is in %s".formatted(what, out));
    } else if (screen.isForPeople()) {
      screen.hint("%s created; the token is shown only once:".formatted(what));
      screen.raw(token + "\n");
    } else {
      screen.show(created);
    }
  }
}
