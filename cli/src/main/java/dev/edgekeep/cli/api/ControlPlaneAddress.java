package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a control plane is, and as whom it is asked.
 *
 * @param token null: none is sent
 * @param account the account that is meant, for operators; null: the token's own
 * @param ca PEM certificates that vouch for the server; null: those of the system
 * @param source where all this is from, for messages
 */
public record ControlPlaneAddress(
    URI server,
    @Nullable String token,
    @Nullable String account,
    @Nullable Path ca,
    String source) {

  /**
   * @throws CommandFailure when it is no URL of a server
   */
  static URI server(String text, String source) throws CommandFailure {
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw CommandFailure.configuration(
        "%s: \"%s\" is no address of a control plane; expected https://HOST:PORT"
            .formatted(source, text));
  }

  /** The token in a file: its first line. */
  static String token(Path file) throws CommandFailure {
    try {
      String token = Files.readString(file).strip();
      if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        return token;
      }
      throw CommandFailure.configuration(file + " holds no token: one line is expected");
    } catch (IOException e) {
      throw CommandFailure.configuration("the token file cannot be read: " + e.getMessage());
    }
  }

  /** Whether what is sent can be read on the way. */
  boolean isInClear() {
    String host = server.getHost();
    return "http".equals(server.getScheme())
        && !host.equals("localhost")
        && !host.equals("[::1]")
        && !host.startsWith("127.");
  }
}
