package dev.edgekeep.cli.input;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import dev.edgekeep.x509.pem.PemWarnings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a file that the user has named; {@code -} is standard input. Every failure names the file
 * and has the exit status of wrong usage. Blocks.
 */
public final class InputFile {
  private static final Path STANDARD_INPUT = Path.of("-");

  /** Parses the content of a file. */
  @FunctionalInterface
  public interface Parser<T> {
    List<T> parse(byte[] content) throws CertificateFormatException;
  }

  private InputFile() {}

  public static byte[] bytes(Path file) throws CommandFailure {
    try {
      return file.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw CommandFailure.configuration(file + ": no such file");
    } catch (AccessDeniedException e) {
      throw CommandFailure.configuration(file + ": permission denied");
    } catch (IOException e) {
      throw CommandFailure.configuration("%s: cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /** The content of a file in UTF-8. */
  public static String text(Path file) throws CommandFailure {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
    } catch (CharacterCodingException e) {
      throw CommandFailure.configuration(
          file + ": not a text file; certificates and keys must be PEM");
    }
  }

  /**
   * The text of a file in PEM.
   *
   * @param warnings receives a sentence about each part of the file that will be ignored
   */
  public static String pem(Path file, Consumer<String> warnings) throws CommandFailure {
    String text = text(file);
    PemWarnings.of(text.getBytes(StandardCharsets.UTF_8))
        .forEach(warning -> warnings.accept("%s: %s".formatted(file, warning)));
    return text;
  }

  /**
   * The text of a file of certificates or revocation lists, which the control plane stores and
   * shows unencrypted: a file with a private key is refused.
   */
  public static String certificates(Path file) throws CommandFailure {
    String text = text(file);
    if (PemFiles.holdsPrivateKey(text)) {
      throw CommandFailure.configuration(
          file + ": this contains a private key; only certificates belong here");
    }
    return text;
  }

  /** Everything that a parser finds in several files. */
  public static <T> List<T> all(List<Path> files, Parser<T> parser) throws CommandFailure {
    List<T> values = new ArrayList<>();
    for (Path file : files) {
      try {
        values.addAll(parser.parse(bytes(file)));
      } catch (CertificateFormatException e) {
        throw CommandFailure.configuration("%s: %s".formatted(file, e.getMessage()));
      }
    }
    return values;
  }
}
