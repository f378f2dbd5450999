package dev.edgekeep.rules.syntax;

import java.util.List;

/** Splits a text into tokens, one at a time. */
final class Lexer {
  private static final List<String> SYMBOLS =
      List.of(
          "==", "!=", "<=", ">=", "&&", "||", "^^", "<", ">", "~", "!", "&", "(", ")", "[", "]",
          "{", "}", ",", "*");
  private static final int MAX_HASHES = 255;

  private final String text;
  private int at;

  Lexer(String text) {
    this.text = text;
  }

  Token next() throws SyntaxException {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Token.Kind.END, "", new Span(at, at));
    }
    char c = text.charAt(at);
    if (c == '"') {
      return quoted();
    }
    if (c == 'r' && isRawStart()) {
      return raw();
    }
    if (c == '$') {
      return list();
    }
    return isWordStart() ? word() : symbol();
  }

  /** Two or more dots in a word are a range; a hyphen belongs to a number or to bytes. */
  private Token word() {
    int start = at++;
    boolean isNumeric = !isLetter(text.charAt(start));
    while (at < text.length() && isWordPart(text.charAt(at), isNumeric)) {
      at++;
    }
    return token(Token.Kind.WORD, start, start, at, at);
  }

  private boolean isWordStart() {
    char c = text.charAt(at);
    return (isWordPart(c, false) && c != '/' && c != '.')
        || (c == '-' && at + 1 < text.length() && isDigit(text.charAt(at + 1)));
  }

  private static boolean isWordPart(char c, boolean isNumeric) {
    return isLetter(c) || isDigit(c) || c == '.' || c == ':' || c == '/' || (c == '-' && isNumeric);
  }

  private Token quoted() throws SyntaxException {
    int start = at++;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw problem(start, "a string that begins here has no closing quote");
    }
    at++;
    return token(Token.Kind.QUOTED, start, start + 1, at - 1, at);
  }

  private boolean isRawStart() {
    int i = at + 1;
    while (i < text.length() && text.charAt(i) == '#') {
      i++;
    }
    return i < text.length() && text.charAt(i) == '"';
  }

  private Token raw() throws SyntaxException {
    int start = at;
    int quote = text.indexOf('"', at);
    int hashes = quote - at - 1;
    String ending = "\"" + "#".repeat(hashes);
    int end = text.indexOf(ending, quote + 1);
    if (hashes > MAX_HASHES) {
      throw problem(start, "a raw string with more than " + MAX_HASHES + " #");
    }
    if (end < 0) {
      throw problem(start, "a raw string that begins here has no closing " + ending);
    }
    at = end + ending.length();
    return token(Token.Kind.RAW, start, quote + 1, end, at);
  }

  private Token list() throws SyntaxException {
    int start = at++;
    while (at < text.length() && isWordPart(text.charAt(at), false)) {
      at++;
    }
    if (at == start + 1) {
      throw problem(start, "expected the name of a list after $");
    }
    return token(Token.Kind.LIST, start, start + 1, at, at);
  }

  private Token symbol() throws SyntaxException {
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        at += symbol.length();
        int start = at - symbol.length();
        return token(Token.Kind.SYMBOL, start, start, at, at);
      }
    }
    throw problem(at, "unexpected " + described(text.codePointAt(at)) + hint(text.charAt(at)));
  }

  private static String described(int codePoint) {
    return codePoint < 0x20 || codePoint == 0x7f
        ? "control character"
        : "\"" + Character.toString(codePoint) + "\"";
  }

  private static String hint(char c) {
    return switch (c) {
      case '\'', '\u2018', '\u2019', '\u201c', '\u201d' -> "; write strings in \"straight quotes\"";
      case '=' -> "; equality is == or eq";
      case '|' -> "; did you mean \"||\" or \"or\"?";
      case '^' -> "; did you mean \"^^\" or \"xor\"?";
      case '#' -> "; an expression has no comments";
      default -> "";
    };
  }

  private Token token(Token.Kind kind, int start, int from, int to, int end) {
    return new Token(kind, text.substring(from, to), new Span(start, end));
  }

  private SyntaxException problem(int offset, String message) {
    return new SyntaxException(ExpressionProblem.at(text, offset, message));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
