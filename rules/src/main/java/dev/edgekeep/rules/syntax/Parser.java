package dev.edgekeep.rules.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses an expression by recursive descent. {@code not} has the highest precedence, then {@code
 * and}, {@code xor}, {@code or}. Depth and length are limited, so that no text can exhaust the
 * stack.
 */
public final class Parser {
  /**
   * The maximum length of an expression in characters, enough for lists of several thousand
   * addresses.
   */
  public static final int MAX_LENGTH = 65_536;

  private static final int MAX_DEPTH = 64;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z0-9_]+)*");

  private final String text;
  private final Lexer lexer;
  private Token token = new Token(Token.Kind.END, "", new Span(0, 0));
  private Span last = new Span(0, 0);
  private int depth;

  private Parser(String text) {
    this.text = text;
    this.lexer = new Lexer(text);
  }

  /** Parses {@code text} to a syntax tree. */
  public static Node parse(String text) throws SyntaxException {
    if (text.length() > MAX_LENGTH) {
      throw new SyntaxException(
          ExpressionProblem.at(
              text, MAX_LENGTH, "an expression has at most " + MAX_LENGTH + " characters"));
    }
    return new Parser(text).whole();
  }

  private Node whole() throws SyntaxException {
    advance();
    Node node = joined(Connective.OR);
    if (token.kind() != Token.Kind.END) {
      throw expected("\"and\", \"or\", \"xor\" or the end of the expression" + afterHint());
    }
    return node;
  }

  /** A hint for tokens that people often write after a condition. */
  private String afterHint() {
    String lower = token.text().toLowerCase(java.util.Locale.ROOT);
    if (token.kind() == Token.Kind.WORD && !lower.equals(token.text())) {
      return "; operators are written in lower case";
    }
    return switch (lower) {
      case "starts_with", "ends_with" ->
          "; it is a function: " + lower + "(http.request.uri.path, \"…\")";
      case "not" -> "; write not before the value: not http.host in {…}";
      case "}", ")", "]" -> "; nothing is open here";
      default -> "";
    };
  }

  private Node joined(Connective connective) throws SyntaxException {
    Node first = tighter(connective);
    if (!connective.is(token)) {
      return first;
    }
    List<Node> operands = new ArrayList<>(List.of(first));
    while (connective.is(token)) {
      advance();
      operands.add(tighter(connective));
    }
    return new Node.Logical(connective, operands, first.span().to(last));
  }

  private Node tighter(Connective connective) throws SyntaxException {
    return switch (connective) {
      case OR -> joined(Connective.XOR);
      case XOR -> joined(Connective.AND);
      case AND -> condition();
    };
  }

  private Node condition() throws SyntaxException {
    Span start = token.span();
    deeper();
    Node node;
    if (token.isWord("not") || token.isSymbol("!")) {
      advance();
      node = new Node.Not(condition(), start.to(last));
    } else if (token.isSymbol("(")) {
      advance();
      node = joined(Connective.OR);
      close(")", start);
    } else {
      node = comparison();
    }
    depth--;
    return node;
  }

  private void deeper() throws SyntaxException {
    if (++depth > MAX_DEPTH) {
      throw problem(token.span(), "nested more than " + MAX_DEPTH + " deep");
    }
  }

  private Node comparison() throws SyntaxException {
    Node left = value();
    Operator operator = Operator.of(token);
    if (operator == null) {
      return left;
    }
    Span operatorSpan = token.span();
    advance();
    if (operator == Operator.STRICT_WILDCARD) {
      if (!token.isWord("wildcard")) {
        throw expected("\"wildcard\" after \"strict\"");
      }
      operatorSpan = operatorSpan.to(token.span());
      advance();
    }
    Node.Operand right = operand(operator);
    return new Node.Comparison(left, operator, operatorSpan, right, left.span().to(right.span()));
  }

  private Node.Operand operand(Operator operator) throws SyntaxException {
    Span start = token.span();
    boolean takesSet = operator == Operator.IN || operator == Operator.CONTAINS;
    if (takesSet && token.isSymbol("{")) {
      return set(start);
    }
    if (operator == Operator.IN && token.kind() == Token.Kind.LIST) {
      String name = token.text();
      advance();
      return new Node.Operand.Listed(name, start);
    }
    return new Node.Operand.One(literal(operator), start);
  }

  private Node.Operand set(Span start) throws SyntaxException {
    advance();
    List<Node.Element> elements = new ArrayList<>();
    while (!token.isSymbol("}")) {
      if (token.isSymbol(",")) {
        throw problem(token.span(), "the values of a set are separated by spaces, not by \",\"");
      }
      Span span = token.span();
      elements.add(new Node.Element(literal(Operator.IN), span));
    }
    if (elements.isEmpty()) {
      throw expected("a value: a set has at least one");
    }
    advance();
    return new Node.Operand.Set(elements, start.to(last));
  }

  private Literal literal(Operator operator) throws SyntaxException {
    Token literal = token;
    if (literal.kind() == Token.Kind.LIST) {
      throw problem(literal.span(), "a list is allowed only after \"in\"");
    }
    if (literal.kind() == Token.Kind.END || literal.kind() == Token.Kind.SYMBOL) {
      throw expected("a value" + (operator == Operator.IN ? " or a set {…}" : ""));
    }
    advance();
    if (literal.kind() != Token.Kind.WORD) {
      return operator == Operator.MATCHES ? pattern(literal) : text(literal);
    }
    return literal.isWord("true") || literal.isWord("false")
        ? new Literal.Truth(literal.isWord("true"))
        : new Literal.Word(literal.text());
  }

  private static Literal pattern(Token literal) {
    return literal.kind() == Token.Kind.RAW
        ? new Literal.Pattern(Strings.bytes(literal.text()), true)
        : new Literal.Pattern(Strings.unescapedPattern(literal.text()), false);
  }

  private Literal.Text text(Token literal) throws SyntaxException {
    if (literal.kind() == Token.Kind.RAW) {
      return new Literal.Text(Strings.bytes(literal.text()), true);
    }
    return switch (Strings.unescaped(literal.text())) {
      case Strings.BadEscape bad -> {
        int at = literal.span().start() + 1 + bad.at();
        throw problem(new Span(at, at + 1), bad.message());
      }
      case Object bytes -> new Literal.Text((String) bytes, false);
    };
  }

  private Node value() throws SyntaxException {
    Node node = unindexed();
    while (token.isSymbol("[")) {
      Span open = token.span();
      advance();
      Node.Key key = key();
      close("]", open);
      deeper();
      node = new Node.Index(node, key, node.span().to(last));
    }
    for (Node inner = node; inner instanceof Node.Index(Node base, _, _); inner = base) {
      depth--;
    }
    return node;
  }

  private Node unindexed() throws SyntaxException {
    Token first = token;
    if (first.kind() == Token.Kind.QUOTED || first.kind() == Token.Kind.RAW) {
      Literal literal = text(first);
      advance();
      return new Node.Constant(literal, first.span());
    }
    if (first.kind() != Token.Kind.WORD) {
      throw expected("a field, a function or \"not\"");
    }
    checkOperand(first);
    advance();
    return named(first);
  }

  private void checkOperand(Token word) throws SyntaxException {
    boolean isKeyword = Operator.of(word) != null;
    for (Connective connective : Connective.values()) {
      isKeyword |= connective.is(word);
    }
    if (isKeyword) {
      throw expected("a field, a function or \"not\"");
    }
  }

  private Node named(Token word) throws SyntaxException {
    if (word.isWord("true") || word.isWord("false")) {
      return new Node.Constant(new Literal.Truth(word.isWord("true")), word.span());
    }
    if (!NAME.matcher(word.text()).matches()) {
      return new Node.Constant(new Literal.Word(word.text()), word.span());
    }
    return token.isSymbol("(") ? call(word) : new Node.Name(word.text(), word.span());
  }

  private Node call(Token name) throws SyntaxException {
    Span open = token.span();
    advance();
    List<Node> arguments = new ArrayList<>();
    while (!token.isSymbol(")")) {
      if (!arguments.isEmpty()) {
        if (!token.isSymbol(",")) {
          throw expected("\",\" or \")\"");
        }
        advance();
      }
      arguments.add(joined(Connective.OR));
    }
    close(")", open);
    return new Node.Call(name.text(), arguments, name.span(), name.span().to(last));
  }

  private Node.Key key() throws SyntaxException {
    Token key = token;
    if (key.isSymbol("*")) {
      advance();
      return new Node.Key.Each();
    }
    if (key.kind() == Token.Kind.QUOTED || key.kind() == Token.Kind.RAW) {
      Literal.Text name = text(key);
      advance();
      return new Node.Key.Named(name.value());
    }
    if (key.kind() == Token.Kind.WORD && key.text().matches("[0-9]{1,9}")) {
      advance();
      return new Node.Key.Position(Integer.parseInt(key.text()));
    }
    throw expected("a position [0], a name [\"…\"] or [*]");
  }

  private void close(String symbol, Span open) throws SyntaxException {
    if (!token.isSymbol(symbol)) {
      ExpressionProblem opened = ExpressionProblem.at(text, open.start(), "");
      throw expected(
          "\"%s\" to close what opens in line %d, column %d"
              .formatted(symbol, opened.line(), opened.column()));
    }
    advance();
  }

  private void advance() throws SyntaxException {
    last = token.span();
    token = lexer.next();
  }

  private SyntaxException expected(String what) {
    return problem(token.span(), "expected " + what + withFound(what));
  }

  private String withFound(String what) {
    int hint = what.indexOf(';');
    return hint < 0 ? ", found " + token.described() : " (found " + token.described() + ")";
  }

  private SyntaxException problem(Span span, String message) {
    return new SyntaxException(ExpressionProblem.at(text, span.start(), message));
  }
}
