package dev.edgekeep.control.event;

import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.x509.cert.SerialNumber;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A filter for events; an empty text matches any.
 *
 * @param rule as events have it, or without the name of whose it is
 * @param since milliseconds
 * @param until milliseconds, exclusive
 */
record EventFilter(
    String kind, String host, String verdict, Client client, String rule, long since, long until) {
  /**
   * The client that events are about; an empty text matches any.
   *
   * @param serial with colons
   * @param fingerprint SHA-256 in hexadecimal, without colons
   * @param address without a port
   */
  record Client(String serial, String fingerprint, String address, String requestId) {
    private boolean matches(Event event) {
      return is(serial, event.serial())
          && is(fingerprint, event.fingerprint())
          && is(address, event.clientAddress())
          && is(requestId, event.requestId());
    }
  }

  /**
   * @param rules finds the name that events have of a rule of the account, by its id
   */
  static EventFilter of(Call call, RuleNames rules) {
    return new EventFilter(
        call.query("kind").orElse(""),
        call.query("host").map(EventFilter::host).orElse(""),
        call.query("verdict").orElse(""),
        new Client(
            call.query("serial").map(EventFilter::serial).orElse(""),
            call.query("fingerprint").map(EventFilter::fingerprint).orElse(""),
            call.query("clientAddress").orElse(""),
            call.query("requestId").orElse("")),
        call.query("rule").map(rule -> rules.named(call.caller(), rule)).orElse(""),
        call.queryTime("since").map(Instant::toEpochMilli).orElse(0L),
        call.queryTime("until").map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
  }

  /** Without a port, and as events have it. */
  private static String host(String text) {
    return HostPattern.normalize(text.replaceFirst(":[0-9]{1,5}$", ""));
  }

  private static String fingerprint(String text) {
    String hex = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
    if (!hex.matches("[0-9a-f]{64}")) {
      throw DomainException.invalid(
          "fingerprint", "expected SHA-256: 64 hexadecimal digits, with or without colons");
    }
    return hex;
  }

  private static String serial(String text) {
    try {
      return SerialNumber.parse(text).toString();
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid("serial", String.valueOf(e.getMessage()));
    }
  }

  boolean matches(Event event) {
    return is(kind, event.kind())
        && is(host, event.host())
        && is(verdict, event.verdict())
        && client.matches(event)
        && isOfRule(event.rule())
        && event.time().toEpochMilli() >= since
        && event.time().toEpochMilli() < until;
  }

  private boolean isOfRule(@Nullable String name) {
    return rule.isEmpty() || (name != null && (name.equals(rule) || name.endsWith("/" + rule)));
  }

  private static boolean is(String wanted, @Nullable String value) {
    return wanted.isEmpty() || wanted.equals(value);
  }
}
