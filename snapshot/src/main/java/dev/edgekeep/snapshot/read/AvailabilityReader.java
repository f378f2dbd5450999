package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Ejection;
import dev.edgekeep.snapshot.Retries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the settings of an origin that are about servers that fail. */
final class AvailabilityReader {
  private static final String CONNECT = "connect";
  private static final String RESET = "reset";

  private AvailabilityReader() {}

  static @Nullable Ejection ejection(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Ejection usual = Ejection.DEFAULT;
    long failures =
        section.number("consecutiveFailures", Ejection.FAILURES, usual.consecutiveFailures());
    Duration base = section.millis("baseMillis", Ejection.BASE_MILLIS, usual.base());
    long percent = section.number("maxPercent", Ejection.PERCENT, usual.maxPercent());
    section.end();
    return new Ejection((int) failures, base, (int) percent);
  }

  static @Nullable ConnectionLimits connections(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    ConnectionLimits usual = ConnectionLimits.DEFAULT;
    long most =
        section.number("maxPerServer", ConnectionLimits.MAX_PER_SERVER, usual.maxPerServer());
    long queue = section.number("queue", ConnectionLimits.QUEUE, usual.queue());
    Duration timeout =
        section.millis(
            "queueTimeoutMillis", ConnectionLimits.QUEUE_TIMEOUT_MILLIS, usual.queueTimeout());
    section.end();
    return new ConnectionLimits((int) most, (int) queue, timeout);
  }

  static @Nullable Retries retries(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Retries retries = retries(section);
    section.end();
    return retries;
  }

  private static Retries retries(Section section) {
    Retries usual = Retries.DEFAULT;
    long attempts = section.number("attempts", Retries.ATTEMPTS, usual.attempts());
    Value on = section.get("on");
    List<Value> causes = on == null ? List.of() : on.items();
    return new Retries(
        (int) attempts,
        on == null ? usual.connect() : has(causes, CONNECT),
        on == null ? usual.reset() : has(causes, RESET),
        on == null ? usual.statuses() : statuses(causes),
        methods(section.get("methods")),
        (int) section.number("budgetPercent", Retries.BUDGET_PERCENT, usual.budgetPercent()));
  }

  private static boolean has(List<Value> causes, String word) {
    return causes.stream().anyMatch(cause -> word.equals(cause.text()));
  }

  private static Set<Integer> statuses(List<Value> causes) {
    Set<Integer> statuses = new TreeSet<>();
    for (Value cause : causes) {
      String text = cause.text();
      if (text == null || text.equals(CONNECT) || text.equals(RESET)) {
        continue;
      }
      if (text.matches("5[0-9]{2}")) {
        statuses.add(Integer.valueOf(text));
      } else {
        cause.error(
            "%s is no cause of a retry; give connect, reset or a status from 500 to 599"
                .formatted(Quoted.text(text)));
      }
    }
    return statuses;
  }

  private static Set<String> methods(@Nullable Value value) {
    if (value == null) {
      return Retries.DEFAULT.methods();
    }
    List<String> methods = new ArrayList<>();
    for (Value item : value.items()) {
      String method = item.text();
      if (method != null && Retries.IDEMPOTENT.contains(method)) {
        methods.add(method);
      } else if (method != null) {
        item.error(
            "%s may not be sent twice: a server that has done it already would do it again (RFC"
                    .formatted(Quoted.text(method))
                + " 9110 §9.2.2); give some of "
                + String.join(", ", Retries.IDEMPOTENT));
      }
    }
    return Set.copyOf(methods);
  }
}
