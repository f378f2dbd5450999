package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Connective;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import dev.edgekeep.rules.syntax.Literal;
import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.syntax.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Resolves the names in a tree and checks every operator and its operands. */
public final class Checker {
  private final String text;
  private final ValueTestReader tests;
  private final List<ExpressionProblem> problems = new ArrayList<>();
  private final List<ExpressionProblem> warnings = new ArrayList<>();
  private @Nullable Span claim;

  private Checker(String text, NamedLists lists) {
    this.text = text;
    this.tests = new ValueTestReader(lists);
  }

  /** Checks a tree that must be a condition. */
  public static CheckResult condition(Node node, String text, NamedLists lists) {
    return new Checker(text, lists).check(node, true);
  }

  /**
   * Checks a tree that must have a single value: the target of a redirect, the key of a rate limit.
   */
  public static CheckResult scalar(Node node, String text, NamedLists lists) {
    return new Checker(text, lists).check(node, false);
  }

  private CheckResult check(Node node, boolean isCondition) {
    try {
      Typed tree = isCondition ? conditionOf(node) : typed(node);
      if (!isCondition && !(tree.type() instanceof Type.Scalar)) {
        problem(
            node.span(),
            "expected one value, found %s; use one of its elements"
                .formatted(described(tree.type())));
      }
      if (tree.isEach()) {
        problem(node.span(), "[*] means each element: put any(…) or all(…) around it");
      }
      if (problems.isEmpty()) {
        warnOfClaims(tree);
        return new CheckResult.Valid(tree, List.copyOf(warnings));
      }
    } catch (CheckException e) {
      problem(e.span(), e.getMessage());
    }
    problems.sort(Comparator.comparingInt(ExpressionProblem::offset));
    return new CheckResult.Invalid(List.copyOf(problems));
  }

  private void problem(Span span, String message) {
    problems.add(ExpressionProblem.at(text, span.start(), message));
  }

  private void warning(Span span, String message) {
    warnings.add(ExpressionProblem.at(text, span.start(), message));
  }

  private Typed conditionOf(Node node) throws CheckException {
    Typed typed = typed(node);
    if (typed.type() != Type.Scalar.BOOLEAN) {
      throw new CheckException(
          node.span(),
          "expected a condition, found %s; compare it: … eq \"…\""
              .formatted(described(typed.type())));
    }
    return typed;
  }

  private static String described(Type type) {
    return (type == Type.Scalar.STRING || type == Type.Scalar.BOOLEAN ? "a " : "an ") + type;
  }

  private Typed typed(Node node) throws CheckException {
    return switch (node) {
      case Node.Logical(Connective connective, List<Node> operands, _) ->
          logical(connective, operands);
      case Node.Not(Node operand, _) -> new Typed.Not(conditionOf(operand));
      case Node.Comparison comparison -> comparison(comparison);
      case Node.Name(String name, Span span) -> field(name, span);
      case Node.Index index -> element(index);
      case Node.Call call -> call(call);
      case Node.Constant(Literal literal, Span span) -> constant(literal, span);
    };
  }

  /** Checks every operand, so that all problems are reported at once. */
  private Typed logical(Connective connective, List<Node> operands) throws CheckException {
    List<Typed> typed = new ArrayList<>();
    for (Node operand : operands) {
      try {
        typed.add(conditionOf(operand));
      } catch (CheckException e) {
        problem(e.span(), e.getMessage());
      }
    }
    Typed logical = new Typed.Logical(connective, typed);
    EachSource.check(logical, operands.getFirst().span());
    return logical;
  }

  private Typed comparison(Node.Comparison comparison) throws CheckException {
    Typed left = typed(comparison.left());
    if (left instanceof Typed.Constant) {
      throw new CheckException(
          comparison.left().span(), "expected a field or a function to the left of an operator");
    }
    ValueTest test = tests.read(left, comparison);
    if (test instanceof ValueTest.NotEqual && mayBeAbsent(left)) {
      warning(
          comparison.operatorSpan(),
          "\"ne\" is false if the value is absent; \"not … eq\" is true");
    }
    return new Typed.Comparison(left, test);
  }

  private static boolean mayBeAbsent(Typed left) {
    return switch (left) {
      case Typed.FieldValue(Field field) ->
          switch (field) {
            case HOST, METHOD, URI, PATH, QUERY, FULL_URI, VERSION, SOURCE, CERT_VERDICT -> false;
            default -> true;
          };
      case Typed.Call(_, List<Typed> arguments, _, _) -> mayBeAbsent(arguments.getFirst());
      case Typed.Element _ -> true;
      default -> false;
    };
  }

  private Typed field(String name, Span span) throws CheckException {
    Field field = FieldNames.find(name);
    if (field != null) {
      claim = claim == null && isClaim(field) ? span : claim;
      return new Typed.FieldValue(field);
    }
    Type elsewhere = FieldNames.findCloudOnly(name);
    if (elsewhere == null) {
      throw new CheckException(
          span, "no field \"%s\"%s".formatted(name, Nearest.suggestion(name, FieldNames.all())));
    }
    warning(span, "%s is never present at this edge: its comparison is false".formatted(name));
    return new Typed.CloudOnly(name, elsewhere);
  }

  /** Returns whether a field is only a claim: anybody can create a certificate with any name. */
  private static boolean isClaim(Field field) {
    return switch (field) {
      case CERT_SUBJECT,
          CERT_SUBJECT_RFC2253,
          CERT_SUBJECT_LEGACY,
          CERT_ISSUER,
          CERT_ISSUER_RFC2253,
          CERT_ISSUER_LEGACY,
          CERT_SERIAL,
          CERT_ISSUER_SERIAL,
          CERT_SKI,
          CERT_ISSUER_SKI,
          CERT_SAN_DNS,
          CERT_SAN_EMAIL,
          CERT_SAN_URI ->
          true;
      default -> false;
    };
  }

  private void warnOfClaims(Typed tree) {
    Set<Field> fields = FieldUse.of(tree);
    boolean isVerified =
        fields.contains(Field.CERT_VERIFIED)
            || fields.contains(Field.CERT_VERDICT)
            || fields.contains(Field.CLIENT_CA);
    if (claim != null && !isVerified) {
      warning(
          claim,
          "anybody can write this into a certificate; also require tls_client_auth.cert_verified,"
              + " unless the host requires certificates");
    }
  }

  private Typed element(Node.Index index) throws CheckException {
    Typed base = typed(index.base());
    Node.Key key = index.key();
    if (key instanceof Node.Key.Each) {
      return each(base, index.span());
    }
    if (base.type() instanceof Type.Array && key instanceof Node.Key.Position) {
      return new Typed.Element(base, key);
    }
    if (base.type() instanceof Type.Dictionary && key instanceof Node.Key.Named(String name)) {
      return new Typed.Element(base, new Node.Key.Named(keySpelling(base).of(name)));
    }
    throw new CheckException(
        index.span(),
        switch (base.type()) {
          case Type.Dictionary _ -> "an element of a Map is selected by name: [\"…\"]";
          case Type.Array _ -> "an element of an Array is selected by position: [0]";
          case Type.Scalar _ -> described(base.type()) + " has no elements";
        });
  }

  private static Typed each(Typed base, Span span) throws CheckException {
    if (base.type() instanceof Type.Scalar) {
      if (base.isEach()) {
        // The results of a function for each element are single values already.
        return base;
      }
      throw new CheckException(span, described(base.type()) + " has no elements for [*]");
    }
    if (base.isEach() && !(base instanceof Typed.Each)) {
      throw new CheckException(span, "[*] is allowed once, or directly after another [*]");
    }
    return new Typed.Each(base);
  }

  private static Spelling keySpelling(Typed base) {
    return base instanceof Typed.FieldValue(Field field) ? field.keySpelling() : Spelling.EXACT;
  }

  private Typed call(Node.Call call) throws CheckException {
    Function function = Function.find(call.function());
    if (function == null) {
      throw new CheckException(
          call.nameSpan(),
          "no function \"%s\"%s"
              .formatted(call.function(), Nearest.suggestion(call.function(), Function.names())));
    }
    List<Typed> arguments = new ArrayList<>();
    for (Node argument : call.arguments()) {
      arguments.add(typed(argument));
    }
    return CallCheck.check(function, call, arguments);
  }

  private static Typed constant(Literal literal, Span span) throws CheckException {
    return switch (literal) {
      case Literal.Text(String value, _) -> new Typed.Constant(Type.Scalar.STRING, value);
      case Literal.Pattern(String value, _) -> new Typed.Constant(Type.Scalar.STRING, value);
      case Literal.Truth(boolean value) -> new Typed.Constant(Type.Scalar.BOOLEAN, value);
      case Literal.Word(String word) -> {
        Long number = IntegerRanges.Range.number(word);
        if (number == null) {
          throw new CheckException(
              span, "expected a field, a function or a number, found \"" + word + "\"");
        }
        yield new Typed.Constant(Type.Scalar.INTEGER, number);
      }
    };
  }
}
