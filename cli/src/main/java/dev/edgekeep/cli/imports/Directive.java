package dev.edgekeep.cli.imports;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directive of nginx. Immutable.
 *
 * @param file the file that it is in
 * @param line from 1
 * @param block the directives in its braces; null: it ends with a semicolon
 */
record Directive(
    String file, int line, String name, List<String> arguments, @Nullable List<Directive> block) {

  /** The first argument; empty without one. */
  String argument() {
    return arguments.isEmpty() ? "" : arguments.getFirst();
  }

  List<Directive> children() {
    return block == null ? List.of() : block;
  }

  Stream<Directive> children(String name) {
    return children().stream().filter(each -> each.name().equals(name));
  }

  /** The directive as it was written, without its block. */
  String text() {
    return arguments.isEmpty() ? name : name + " " + String.join(" ", arguments);
  }
}
