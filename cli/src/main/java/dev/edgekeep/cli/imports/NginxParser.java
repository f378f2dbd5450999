package dev.edgekeep.cli.imports;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the syntax of nginx: words, quoted or not, then a semicolon or a block. Every failure names
 * the line. One thread.
 */
final class NginxParser {
  /** The syntax of a configuration is wrong. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String file, int line, String message) {
      super("%s:%d: %s".formatted(file, line, message));
    }
  }

  /** No real configuration nests deeper; the limit keeps the stack small. */
  private static final int MAX_DEPTH = 50;

  private final String file;
  private final String text;
  private int position;
  private int line = 1;

  private NginxParser(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * All directives of a file.
   *
   * @param file its name, for messages
   */
  static List<Directive> parse(String file, String text) throws SyntaxException {
    return new NginxParser(file, text).directives(0);
  }

  private List<Directive> directives(int depth) throws SyntaxException {
    if (depth > MAX_DEPTH) {
      throw wrong("blocks are nested too deep");
    }
    List<Directive> found = new ArrayList<>();
    while (true) {
      skipSpace();
      if (position == text.length()) {
        if (depth > 0) {
          throw wrong("a } is missing at the end of the file");
        }
        return found;
      }
      if (text.charAt(position) == '}') {
        if (depth == 0) {
          throw wrong("this } closes no block");
        }
        position++;
        return found;
      }
      found.add(directive(depth));
    }
  }

  private Directive directive(int depth) throws SyntaxException {
    int begin = line;
    List<String> words = new ArrayList<>();
    while (true) {
      skipSpace();
      if (position == text.length()) {
        throw wrong("a ; is missing at the end of the file");
      }
      char next = text.charAt(position);
      if (next == ';' || next == '{') {
        position++;
        if (words.isEmpty()) {
          throw wrong("a directive has no name");
        }
        List<Directive> block = next == '{' ? directives(depth + 1) : null;
        return new Directive(
            file, begin, words.getFirst(), List.copyOf(words.subList(1, words.size())), block);
      }
      if (next == '}') {
        throw wrong("a ; is missing before }");
      }
      words.add(next == '"' || next == '\'' ? quoted(next) : word());
    }
  }

  private void skipSpace() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\n') {
        line++;
      } else if (c == '#') {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
        continue;
      } else if (!Character.isWhitespace(c)) {
        return;
      }
      position++;
    }
  }

  private String quoted(char quote) throws SyntaxException {
    StringBuilder word = new StringBuilder();
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == quote) {
        return word.toString();
      }
      if (c == '\n') {
        line++;
      }
      append(word, c);
    }
    throw wrong("a quoted word does not end");
  }

  /** A backslash escapes a quote, a backslash or a space; before others it stays. */
  private void append(StringBuilder word, char c) {
    if (c == '\\' && position < text.length() && "\"'\\ ;{}".indexOf(text.charAt(position)) >= 0) {
      word.append(text.charAt(position++));
    } else {
      word.append(c);
    }
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position);
      boolean variable = c == '{' && !word.isEmpty() && word.charAt(word.length() - 1) == '$';
      if (variable) {
        int end = text.indexOf('}', position);
        int stop = end < 0 ? text.length() : end + 1;
        word.append(text, position, stop);
        line += (int) text.substring(position, stop).chars().filter(each -> each == '\n').count();
        position = stop;
      } else if (Character.isWhitespace(c) || c == ';' || c == '{') {
        break;
      } else {
        position++;
        append(word, c);
      }
    }
    return word.toString();
  }

  private SyntaxException wrong(String message) {
    return new SyntaxException(file, line, message);
  }
}
