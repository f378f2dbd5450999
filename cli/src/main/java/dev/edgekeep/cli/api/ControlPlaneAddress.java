package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a control plane and the credentials for it. Immutable.
 *
 * @param token null: no token is sent
 * @param account the account to act for, for operators; null: the account of the token
 * @param ca the CA certificates to verify the server with, PEM; null: those of the system
 * @param source the origin of these settings, for messages
 */
public record ControlPlaneAddress(
    URI server,
    @Nullable String token,
    @Nullable String account,
    @Nullable Path ca,
    String source) {

  /**
   * @throws CommandFailure when the text is not the URL of a server
   */
  static URI server(String text, String source) throws CommandFailure {
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    throw CommandFailure.configuration(
        "%s: \"%s\" is not the URL of a control plane; expected https://HOST:PORT"
            .formatted(source, text));
  }

  /** The token in a file. */
  static String token(Path file) throws CommandFailure {
    try {
      String token = Files.readString(file).strip();
      if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        return token;
      }
      throw CommandFailure.configuration(file + ": no token found; expected one line");
    } catch (IOException e) {
      throw CommandFailure.configuration("the token file cannot be read: " + e.getMessage());
    }
  }

  /** Returns whether requests are sent unencrypted over a network. */
  boolean isInClear() {
    String host = server.getHost();
    return "http".equals(server.getScheme())
        && !host.equals("localhost")
        && !host.equals("[::1]")
        && !host.startsWith("127.");
  }
}
