package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.document.Node.Entry;
import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces {@code {file: …}}, {@code {env: …}} and {@code {pem: …}} in a document by the text that
 * they stand for: the API reads neither files nor environment variables. In a mapping with a
 * passphrase, {@code file} becomes {@code pem}; in one with a content type, {@code text}. One
 * thread.
 */
final class EmbeddedFiles {
  private static final String FILE = "file";

  private final Path folder;
  private final Problems problems;

  /**
   * @param folder the folder that relative paths start from
   */
  EmbeddedFiles(Path folder, Problems problems) {
    this.folder = folder;
    this.problems = problems;
  }

  Node embed(Node node, DocumentPath path) {
    return switch (node) {
      case Mapping mapping -> mapping(mapping, path);
      case Sequence sequence -> {
        List<Node> items = new ArrayList<>();
        for (Node item : sequence.items()) {
          items.add(embed(item, path.index(items.size())));
        }
        yield new Sequence(items, sequence.line());
      }
      case Scalar scalar -> scalar;
    };
  }

  private Node mapping(Mapping mapping, DocumentPath path) {
    if (mapping.entries().size() == 1
        && mapping.entries().getFirst().value() instanceof Scalar(String name, _, int line)) {
      switch (mapping.entries().getFirst().key()) {
        case FILE -> {
          return file(name, line, path);
        }
        case "env" -> {
          return variable(name, line, path);
        }
        case "pem" -> {
          return text(name, line);
        }
        default -> {}
      }
    }
    boolean hasType = has(mapping, "contentType");
    boolean hasFile = hasType || has(mapping, "passphrase");
    String embedded = hasType ? "text" : "pem";
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : mapping.entries()) {
      boolean isFile = hasFile && entry.key().equals(FILE);
      entries.add(
          isFile && entry.value() instanceof Scalar(String name, _, int line)
              ? new Entry(embedded, entry.line(), file(name, line, path.key(FILE)))
              : new Entry(entry.key(), entry.line(), embed(entry.value(), path.key(entry.key()))));
    }
    return new Mapping(entries, mapping.line());
  }

  private static boolean has(Mapping mapping, String key) {
    return mapping.entries().stream().anyMatch(entry -> entry.key().equals(key));
  }

  private Scalar file(String name, int line, DocumentPath path) {
    try {
      return text(InputFile.text(folder.resolve(name)), line);
    } catch (CommandFailure e) {
      problems.error(path, line, String.valueOf(e.getMessage()));
      return text("", line);
    }
  }

  private Scalar variable(String name, int line, DocumentPath path) {
    String value = System.getenv(name);
    if (value == null) {
      problems.error(path, line, "the environment variable %s is not set".formatted(name));
      return text("", line);
    }
    return text(value, line);
  }

  private static Scalar text(String text, int line) {
    return new Scalar(text, true, line);
  }
}
