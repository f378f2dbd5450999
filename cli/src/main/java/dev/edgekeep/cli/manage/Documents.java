package dev.edgekeep.cli.manage;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.document.Node;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Files that the user names: YAML or JSON documents, and texts. {@code -} is standard input. */
public final class Documents {
  private static final Path STANDARD_INPUT = Path.of("-");
  private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");

  private Documents() {}

  /**
   * A document as the API takes it.
   *
   * @throws CommandFailure when it cannot be read, or a key is there twice
   */
  public static JsonNode read(Path file) throws CommandFailure {
    try {
      DocumentText text =
          file.equals(STANDARD_INPUT)
              ? DocumentText.of("standard input", System.in.readAllBytes())
              : DocumentText.of(file);
      return json(text.parse(), file);
    } catch (DocumentException e) {
      throw CommandFailure.configuration(
          e.line() > 0
              ? "%s, line %d: %s".formatted(file, e.line(), e.getMessage())
              : "%s: %s".formatted(file, e.getMessage()));
    } catch (IOException e) {
      throw CommandFailure.outside("standard input cannot be read: " + e.getMessage());
    }
  }

  private static JsonNode json(Node node, Path file) throws CommandFailure {
    return switch (node) {
      case Node.Mapping mapping -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Node.Entry entry : mapping.entries()) {
          if (object.has(entry.key())) {
            throw CommandFailure.configuration(
                "%s, line %d: the key %s is there twice"
                    .formatted(file, entry.line(), entry.key()));
          }
          object.set(entry.key(), json(entry.value(), file));
        }
        yield object;
      }
      case Node.Sequence sequence -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Node item : sequence.items()) {
          array.add(json(item, file));
        }
        yield array;
      }
      case Node.Scalar scalar -> scalar(scalar);
    };
  }

  /** As YAML 1.2 reads what is not quoted. */
  private static JsonNode scalar(Node.Scalar scalar) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (scalar.isNothing()) {
      return json.nullNode();
    }
    if (!scalar.quoted()) {
      if (scalar.text().equals("true") || scalar.text().equals("false")) {
        return json.booleanNode(scalar.text().equals("true"));
      }
      if (INTEGER.matcher(scalar.text()).matches()) {
        return json.numberNode(Long.parseLong(scalar.text()));
      }
    }
    return json.stringNode(scalar.text());
  }

  /**
   * The text of a file, as PEM is.
   *
   * @throws CommandFailure when it cannot be read
   */
  public static String text(Path file) throws CommandFailure {
    try {
      return file.equals(STANDARD_INPUT)
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(file, StandardCharsets.UTF_8);
    } catch (java.nio.file.NoSuchFileException e) {
      throw CommandFailure.configuration(file + ": no such file");
    } catch (java.nio.file.AccessDeniedException e) {
      throw CommandFailure.configuration(file + ": permission denied");
    } catch (java.nio.charset.CharacterCodingException e) {
      throw CommandFailure.configuration(
          file + " is no text; certificates and keys are taken as PEM");
    } catch (IOException e) {
      throw CommandFailure.configuration("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /**
   * The text of a file of certificates or of a revocation list, which is stored in clear and shown.
   *
   * @throws CommandFailure when it cannot be read, or holds a private key
   */
  public static String certificates(Path file) throws CommandFailure {
    String text = text(file);
    if (PemFiles.holdsPrivateKey(text)) {
      throw CommandFailure.configuration(
          file + ": this contains a private key; only certificates belong here");
    }
    return text;
  }
}
