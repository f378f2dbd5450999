package dev.edgekeep.rules.evaluate;

import com.google.re2j.Matcher;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.rules.type.Function;
import dev.edgekeep.rules.type.InvalidPattern;
import dev.edgekeep.rules.type.IpAddress;
import dev.edgekeep.rules.type.Regex;
import dev.edgekeep.rules.type.Typed;
import dev.edgekeep.rules.type.Wildcard;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compiles calls. A function of an absent value is absent. */
final class Functions {
  private Functions() {}

  /** The computation of a function, with arguments that are all present. */
  @FunctionalInterface
  private interface Body {
    @Nullable Object of(Object[] arguments);
  }

  static ValueSource of(Typed.Call call) {
    ValueSource[] arguments = sources(call);
    Body body = body(call);
    return (view, element) -> {
      Object[] values = new Object[arguments.length];
      for (int i = 0; i < arguments.length; i++) {
        Object value = arguments[i].of(view, element);
        if (value == null) {
          return null;
        }
        values[i] = value;
      }
      return body.of(values);
    };
  }

  private static ValueSource[] sources(Typed.Call call) {
    boolean isOfArray = call.function() == Function.JOIN || call.function() == Function.HAS_VALUE;
    ValueSource[] sources = new ValueSource[call.arguments().size()];
    for (int i = 0; i < sources.length; i++) {
      Typed argument = call.arguments().get(i);
      sources[i] = isOfArray && i == 0 ? Values.array(argument) : Values.of(argument);
    }
    return sources;
  }

  private static Body body(Typed.Call call) {
    return switch (call.function()) {
      case LOWER -> a -> Strings.lower(text(a, 0));
      case UPPER -> a -> Strings.upper(text(a, 0));
      case CONCAT -> Functions::concat;
      case LEN -> a -> length(a[0]);
      case URL_DECODE -> a -> UrlDecoding.decode(text(a, 0), a.length > 1 ? text(a, 1) : "");
      case REMOVE_BYTES -> a -> without(text(a, 0), text(a, 1));
      case REGEX_REPLACE -> regexReplace(call);
      case WILDCARD_REPLACE -> wildcardReplace(call);
      case TO_STRING -> a -> Values.printed(a[0]);
      case SUBSTRING ->
          a -> substring(text(a, 0), number(a, 1), a.length > 2 ? number(a, 2) : Long.MAX_VALUE);
      case HAS_KEY -> a -> ((Map<?, ?>) a[0]).containsKey(text(a, 1));
      case HAS_VALUE -> a -> ((List<?>) a[0]).contains(text(a, 1));
      case JOIN -> a -> joined((List<?>) a[0], text(a, 1));
      case SPLIT ->
          a -> List.of(text(a, 0).split(java.util.regex.Pattern.quote(text(a, 1)), limit(a)));
      case ENCODE_BASE64 -> a -> Encodings.base64(text(a, 0), a.length > 1 ? text(a, 1) : "");
      case DECODE_BASE64 -> a -> Encodings.fromBase64(text(a, 0));
      case REMOVE_QUERY_ARGS -> Functions::withoutArgs;
      case CIDR -> a -> network((IpAddress) a[0], number(a, 1), number(a, 2));
      case CIDR6 -> a -> network((IpAddress) a[0], 32, number(a, 1));
      case IS_TIMED_HMAC_VALID_V0 -> TimedHmac::isValid;
      case ANY, ALL, STARTS_WITH, ENDS_WITH, EXISTS ->
          throw new IllegalArgumentException(call.function() + " is compiled as a condition");
    };
  }

  private static String text(Object[] arguments, int index) {
    return (String) arguments[index];
  }

  private static long number(Object[] arguments, int index) {
    return (Long) arguments[index];
  }

  private static int limit(Object[] arguments) {
    return Math.clamp(number(arguments, 2), 1, 128);
  }

  private static String concat(Object[] arguments) {
    StringBuilder all = new StringBuilder();
    for (Object argument : arguments) {
      all.append(Values.printed(argument));
    }
    return all.toString();
  }

  private static String joined(List<?> items, String separator) {
    return items.stream().map(String::valueOf).collect(Collectors.joining(separator));
  }

  private static Long length(Object value) {
    return switch (value) {
      case String text -> (long) text.length();
      case List<?> list -> (long) list.size();
      case Map<?, ?> map -> (long) map.size();
      default -> throw new IllegalArgumentException("the checker lets only these pass");
    };
  }

  private static String without(String text, String bytes) {
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (bytes.indexOf(text.charAt(i)) < 0) {
        kept.append(text.charAt(i));
      }
    }
    return kept.toString();
  }

  /**
   * Negative positions count from the end; positions outside the string are clamped to its ends.
   */
  private static String substring(String text, long start, long end) {
    int from = place(text, start);
    int to = end == Long.MAX_VALUE ? text.length() : place(text, end);
    return from < to ? text.substring(from, to) : "";
  }

  private static int place(String text, long index) {
    return Math.clamp(index < 0 ? text.length() + index : index, 0, text.length());
  }

  /** Replaces only the first match. */
  private static Body regexReplace(Typed.Call call) {
    Regex regex = regex(literal(call, 1));
    String template = Strings.text(literal(call, 2));
    Replacement replacement = Replacement.of(template == null ? literal(call, 2) : template);
    return a -> {
      String decoded = Strings.text(text(a, 0));
      String source = decoded == null ? text(a, 0) : decoded;
      Matcher matcher = regex.pattern().matcher(source);
      if (!matcher.find()) {
        return text(a, 0);
      }
      String replaced =
          source.substring(0, matcher.start())
              + replacement.with(n -> n <= matcher.groupCount() ? matcher.group(n) : null)
              + source.substring(matcher.end());
      return decoded == null ? replaced : Strings.bytes(replaced);
    };
  }

  private static Regex regex(String literal) {
    try {
      return Regex.of(literal);
    } catch (InvalidPattern e) {
      throw new IllegalStateException("the checker has read this expression", e);
    }
  }

  private static Body wildcardReplace(Typed.Call call) {
    Wildcard wildcard = wildcard(call);
    Replacement replacement = Replacement.of(literal(call, 2));
    return a -> {
      List<String> captures = wildcard.captures(text(a, 0));
      return captures == null
          ? text(a, 0)
          : replacement.with(n -> n >= 1 && n <= captures.size() ? captures.get(n - 1) : null);
    };
  }

  private static Wildcard wildcard(Typed.Call call) {
    boolean isStrict = call.arguments().size() > 3 && literal(call, 3).contains("s");
    try {
      return Wildcard.of(literal(call, 1), isStrict);
    } catch (InvalidPattern e) {
      throw new IllegalStateException("the checker has read this pattern", e);
    }
  }

  private static String literal(Typed.Call call, int index) {
    return (String) ((Typed.Constant) call.arguments().get(index)).value();
  }

  private static String withoutArgs(Object[] arguments) {
    StringBuilder kept = new StringBuilder();
    for (String pair : text(arguments, 0).split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      boolean isRemoved = false;
      for (int i = 1; i < arguments.length; i++) {
        isRemoved |= name.equals(arguments[i]);
      }
      if (!isRemoved) {
        kept.append(kept.isEmpty() ? "" : "&").append(pair);
      }
    }
    return kept.toString();
  }

  private static IpAddress network(IpAddress address, long v4Bits, long v6Bits) {
    return address.network(Math.clamp(address.isV4() ? v4Bits : v6Bits, 0, address.bits()));
  }
}
