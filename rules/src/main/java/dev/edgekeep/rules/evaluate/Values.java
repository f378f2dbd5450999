package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.type.EachSource;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.IpAddress;
import dev.edgekeep.rules.type.Type;
import dev.edgekeep.rules.type.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles expressions that have a value. */
final class Values {
  private Values() {}

  /** A string. */
  static TextSource text(Typed node) {
    if (node instanceof Typed.FieldValue(Field field)) {
      return (view, _) -> view.text(field);
    }
    if (node instanceof Typed.Constant(_, String value)) {
      return (_, _) -> value;
    }
    if (node instanceof Typed.Each) {
      return (_, element) -> (String) element;
    }
    if (node
        instanceof
        Typed.Element(
            Typed.Element(Typed.FieldValue(Field field), Node.Key.Named(String name)),
            Node.Key.Position(int position))) {
      return (view, _) -> view.entry(field, name, position);
    }
    ValueSource value = of(node);
    return (view, element) -> (String) value.of(view, element);
  }

  static ValueSource of(Typed node) {
    return switch (node) {
      case Typed.Constant(_, Object value) -> (_, _) -> value;
      case Typed.CloudOnly _ -> (_, _) -> null;
      case Typed.FieldValue(Field field) -> field(field);
      case Typed.Each _ -> (_, element) -> element;
      case Typed.Element(Typed base, Node.Key key) -> element(base, key);
      case Typed.Call call when Compiler.isCondition(call.function()) -> boxed(node);
      case Typed.Call call -> Functions.of(call);
      case Typed.Comparison _, Typed.Not _, Typed.Logical _ -> boxed(node);
    };
  }

  private static ValueSource boxed(Typed node) {
    Condition condition = Compiler.condition(node);
    return condition::test;
  }

  private static ValueSource field(Field field) {
    return switch (field.type()) {
      case Type.Scalar.STRING -> (view, _) -> view.text(field);
      case Type.Scalar.BOOLEAN -> (view, _) -> view.truth(field);
      case Type.Scalar.ADDRESS -> (view, _) -> view.address(field);
      case Type.Scalar.INTEGER -> (view, _) -> number(view.number(field));
      case Type.Array _ -> (view, _) -> present(view.list(field));
      case Type.Dictionary _ -> (view, _) -> present(view.map(field));
    };
  }

  private static @Nullable Object number(long number) {
    return number == RequestView.NO_NUMBER ? null : (Object) number;
  }

  private static @Nullable Object present(List<?> list) {
    return list.isEmpty() ? null : list;
  }

  private static @Nullable Object present(Map<?, ?> map) {
    return map.isEmpty() ? null : map;
  }

  private static ValueSource element(Typed base, Node.Key key) {
    if (base instanceof Typed.FieldValue(Field field) && key instanceof Node.Key.Named(String n)) {
      return (view, _) -> present(view.entry(field, n));
    }
    ValueSource source = of(base);
    return (view, element) ->
        switch (source.of(view, element)) {
          case List<?> list when key instanceof Node.Key.Position(int at) && at < list.size() ->
              list.get(at);
          case Map<?, ?> map when key instanceof Node.Key.Named(String name) -> map.get(name);
          case null, default -> null;
        };
  }

  /** An array argument: an array, or the results for each element of an array. */
  static ValueSource array(Typed node) {
    Typed.Each root = EachSource.of(node);
    if (root == null) {
      return of(node);
    }
    Elements elements = Elements.of(root);
    ValueSource each = of(node);
    return (view, _) -> {
      List<Object> made = new ArrayList<>();
      for (Object element : elements.of(view)) {
        Object value = each.of(view, element);
        if (value != null) {
          made.add(value);
        }
      }
      return present(made);
    };
  }

  /** The text of a value in {@code to_string} and {@code concat}. */
  static String printed(Object value) {
    return value instanceof IpAddress address ? address.toString() : String.valueOf(value);
  }
}
