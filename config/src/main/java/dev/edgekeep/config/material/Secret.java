package dev.edgekeep.config.material;

import dev.edgekeep.config.document.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The source of a passphrase or a PIN, which is never printed. Immutable; any thread. */
public sealed interface Secret {
  /**
   * Reads the secret again, so that the next reload uses a changed one. Blocks.
   *
   * @throws IOException when there is none; the message names the source
   */
  char[] read() throws IOException;

  /** The file to watch for changes; null: none. */
  default @Nullable Path file() {
    return null;
  }

  /** The first line of a file. */
  record InFile(Path path) implements Secret {
    private static final int MAX_BYTES = 4096;

    @Override
    public char[] read() throws IOException {
      String line = text().lines().findFirst().orElse("");
      if (line.isEmpty()) {
        throw new IOException("%s begins with an empty line".formatted(path));
      }
      return line.toCharArray();
    }

    private String text() throws IOException {
      try (InputStream in = Files.newInputStream(path)) {
        return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new IOException(Unreadable.reason(path, e), e);
      }
    }

    @Override
    public Path file() {
      return path;
    }
  }

  /** The value of an environment variable. */
  record InEnvironment(String name) implements Secret {
    @Override
    public char[] read() throws IOException {
      String value = System.getenv(name);
      if (value == null) {
        throw new IOException("the environment variable %s is not set".formatted(name));
      }
      return value.toCharArray();
    }
  }

  /** The secret itself, such as the {@code pin-value} of a PKCS#11 URI. */
  record Given(String value) implements Secret {
    @Override
    public char[] read() {
      return value.toCharArray();
    }

    @Override
    public String toString() {
      return "Given[…]";
    }
  }
}
