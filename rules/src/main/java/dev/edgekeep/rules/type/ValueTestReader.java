package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Literal;
import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.syntax.Operator;
import dev.edgekeep.rules.syntax.Span;
import dev.edgekeep.rules.syntax.Strings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Creates tests from an operator and its right-hand side, by the type of the left-hand side. */
final class ValueTestReader {
  private final NamedLists lists;

  ValueTestReader(NamedLists lists) {
    this.lists = lists;
  }

  ValueTest read(Typed left, Node.Comparison comparison) throws CheckException {
    Type type = left.type();
    if (!(type instanceof Type.Scalar scalar)) {
      throw new CheckException(comparison.left().span(), notScalar(type));
    }
    return switch (scalar) {
      case STRING -> ofText(Spellings.of(left), comparison);
      case INTEGER -> ofInteger(comparison);
      case ADDRESS -> ofAddress(comparison);
      case BOOLEAN -> ofTruth(comparison);
    };
  }

  private static String notScalar(Type type) {
    return "an operator does not accept an %s; use one of its elements with [%s], or each with [*] in any(…)"
        .formatted(type, type instanceof Type.Dictionary ? "\"name\"" : "0");
  }

  private ValueTest ofText(Spelling spelling, Node.Comparison comparison) throws CheckException {
    Operator operator = comparison.operator();
    return switch (operator) {
      case EQ -> new ValueTest.Equal(spelling.of(oneText(comparison)));
      case NE -> new ValueTest.NotEqual(spelling.of(oneText(comparison)));
      case LT, LE, GT, GE -> new ValueTest.Ordered(operator, oneText(comparison));
      case CONTAINS -> new ValueTest.Containing(texts(comparison.right(), Spelling.EXACT));
      case IN ->
          new ValueTest.OneOf(Set.copyOf(new HashSet<>(texts(comparison.right(), spelling))));
      case MATCHES -> regex(comparison.right());
      case WILDCARD -> wildcard(comparison, false);
      case STRICT_WILDCARD -> wildcard(comparison, true);
      case BITWISE_AND -> throw unfit(comparison, Type.Scalar.STRING);
    };
  }

  private static ValueTest regex(Node.Operand right) throws CheckException {
    if (!(right instanceof Node.Operand.One(Literal.Pattern(String value, _), Span span))) {
      throw new CheckException(right.span(), "expected a regular expression in quotes");
    }
    try {
      return Regex.of(value);
    } catch (InvalidPattern e) {
      throw new CheckException(span, e.getMessage());
    }
  }

  private static ValueTest wildcard(Node.Comparison comparison, boolean isStrict)
      throws CheckException {
    try {
      return Wildcard.of(oneText(comparison), isStrict);
    } catch (InvalidPattern e) {
      throw new CheckException(comparison.right().span(), e.getMessage());
    }
  }

  private static String oneText(Node.Comparison comparison) throws CheckException {
    if (comparison.right() instanceof Node.Operand.One(Literal literal, Span span)) {
      return text(literal, span);
    }
    throw new CheckException(
        comparison.right().span(), "expected one string; a set {…} is allowed after \"in\"");
  }

  private List<String> texts(Node.Operand right, Spelling spelling) throws CheckException {
    List<String> texts = new ArrayList<>();
    switch (right) {
      case Node.Operand.One(Literal literal, Span span) ->
          texts.add(spelling.of(text(literal, span)));
      case Node.Operand.Set(List<Node.Element> elements, _) -> {
        for (Node.Element element : elements) {
          texts.add(spelling.of(text(element.literal(), element.span())));
        }
      }
      case Node.Operand.Listed(String name, Span span) -> {
        for (String value : list(name, span)) {
          texts.add(spelling.of(Strings.bytes(value)));
        }
      }
    }
    return texts;
  }

  private static String text(Literal literal, Span span) throws CheckException {
    return switch (literal) {
      case Literal.Text(String value, _) -> value;
      case Literal.Word(String word) when word.matches("[0-9A-Fa-f]{2}([:.-][0-9A-Fa-f]{2})+") ->
          bytes(word);
      case Literal.Word(String word) ->
          throw new CheckException(
              span, "expected a string; put a string in quotes: \"" + word + "\"");
      case Literal.Truth _, Literal.Pattern _ ->
          throw new CheckException(span, "expected a string in quotes");
    };
  }

  private static String bytes(String word) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i + 2 <= word.length(); i += 3) {
      out.append((char) HexFormat.fromHexDigits(word, i, i + 2));
    }
    return out.toString();
  }

  private ValueTest ofInteger(Node.Comparison comparison) throws CheckException {
    Operator operator = comparison.operator();
    return switch (operator) {
      case EQ, NE, LT, LE, GT, GE, BITWISE_AND ->
          new ValueTest.IntegerCompared(operator, oneInteger(comparison));
      case IN -> new IntegerRanges(integers(comparison.right()));
      case CONTAINS, MATCHES, WILDCARD, STRICT_WILDCARD ->
          throw unfit(comparison, Type.Scalar.INTEGER);
    };
  }

  private static long oneInteger(Node.Comparison comparison) throws CheckException {
    if (comparison.right() instanceof Node.Operand.One(Literal.Word(String word), _)) {
      Long number = IntegerRanges.Range.number(word);
      if (number != null) {
        return number;
      }
    }
    throw new CheckException(comparison.right().span(), "expected an integer");
  }

  private List<IntegerRanges.Range> integers(Node.Operand right) throws CheckException {
    List<IntegerRanges.Range> ranges = new ArrayList<>();
    for (Word word : words(right)) {
      IntegerRanges.Range range = IntegerRanges.Range.parse(word.text);
      if (range == null) {
        throw new CheckException(
            word.span, "expected an integer or a range 1..9, found \"" + word.text + "\"");
      }
      ranges.add(range);
    }
    return ranges;
  }

  private ValueTest ofAddress(Node.Comparison comparison) throws CheckException {
    return switch (comparison.operator()) {
      case EQ -> new AddressRanges(List.of(oneAddress(comparison)));
      case NE -> new ValueTest.NotAddress(oneAddress(comparison).first());
      case IN -> new AddressRanges(addresses(comparison.right()));
      case LT, LE, GT, GE, CONTAINS, MATCHES, WILDCARD, STRICT_WILDCARD, BITWISE_AND ->
          throw unfit(comparison, Type.Scalar.ADDRESS);
    };
  }

  private AddressRanges.Range oneAddress(Node.Comparison comparison) throws CheckException {
    AddressRanges.Range range = addresses(comparison.right()).getFirst();
    if (!range.first().equals(range.last())) {
      throw new CheckException(
          comparison.right().span(),
          "expected one address; write \"in {…}\" for a prefix or a range");
    }
    return range;
  }

  private List<AddressRanges.Range> addresses(Node.Operand right) throws CheckException {
    List<AddressRanges.Range> ranges = new ArrayList<>();
    for (Word word : words(right)) {
      AddressRanges.Range range = AddressRanges.Range.parse(word.text);
      if (range == null) {
        throw new CheckException(
            word.span,
            "expected an IP address, a prefix (192.0.2.0/24) or a range (a..b), found \""
                + word.text
                + "\"");
      }
      ranges.add(range);
    }
    return ranges;
  }

  private static ValueTest ofTruth(Node.Comparison comparison) throws CheckException {
    boolean isEqual = comparison.operator() == Operator.EQ;
    if (!isEqual && comparison.operator() != Operator.NE) {
      throw unfit(comparison, Type.Scalar.BOOLEAN);
    }
    if (comparison.right() instanceof Node.Operand.One(Literal.Truth(boolean value), _)) {
      return new ValueTest.OfTruth(value == isEqual);
    }
    throw new CheckException(
        comparison.right().span(), "use a Boolean by itself, or compare it with true or false");
  }

  /** A literal that is not a string. */
  private record Word(String text, Span span) {}

  private List<Word> words(Node.Operand right) throws CheckException {
    return switch (right) {
      case Node.Operand.One(Literal literal, Span span) -> List.of(word(literal, span));
      case Node.Operand.Set(List<Node.Element> elements, _) -> {
        List<Word> words = new ArrayList<>();
        for (Node.Element element : elements) {
          words.add(word(element.literal(), element.span()));
        }
        yield words;
      }
      case Node.Operand.Listed(String name, Span span) ->
          list(name, span).stream().map(value -> new Word(value, span)).toList();
    };
  }

  private static Word word(Literal literal, Span span) throws CheckException {
    return switch (literal) {
      case Literal.Word(String text) -> new Word(text, span);
      case Literal.Text(String value, _) -> new Word(value, span);
      case Literal.Truth _, Literal.Pattern _ ->
          throw new CheckException(span, "expected a number or an address");
    };
  }

  private List<String> list(String name, Span span) throws CheckException {
    List<String> list = lists.lists().get(name);
    if (list == null) {
      throw new CheckException(
          span, "no list named $" + name + Nearest.suggestion(name, lists.lists().keySet()));
    }
    return list;
  }

  private static CheckException unfit(Node.Comparison comparison, Type type) {
    return new CheckException(
        comparison.operatorSpan(),
        "the operator \"%s\" does not accept %s %s; valid operators %s"
            .formatted(
                comparison.operator().word(),
                type == Type.Scalar.STRING || type == Type.Scalar.BOOLEAN ? "a" : "an",
                type,
                fitting(type)));
  }

  private static String fitting(Type type) {
    return switch (type) {
      case Type.Scalar.INTEGER -> "are eq, ne, lt, le, gt, ge and in {…}";
      case Type.Scalar.ADDRESS -> "are eq, ne and in {…}";
      case Type.Scalar.BOOLEAN -> "are eq and ne";
      default -> "are eq, ne, lt, le, gt, ge, contains, matches, wildcard and in {…}";
    };
  }
}
