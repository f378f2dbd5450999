package dev.edgekeep.control.host;

import java.util.List;

/** Warnings about hosts whose client authentication mode needs a client CA that is not bound. */
public final class ModeWarning {
  private ModeWarning() {}

  /**
   * The warnings about a host without a client CA; empty when its mode needs none.
   *
   * @param mode {@code off}, {@code request} or {@code require}
   */
  public static List<String> withoutClientCa(String host, String mode) {
    return switch (mode) {
      case "require" ->
          List.of(
              "the host %s is on require and no client CA is bound to it: every client is refused until one is bound"
                  .formatted(host));
      case "request" ->
          List.of(
              "the host %s is on request and no client CA is bound to it: no client is asked for a certificate until one is bound"
                  .formatted(host));
      default -> List.of();
    };
  }

  /**
   * The warnings about a host whose last client CA was unbound.
   *
   * @param mode as it is since
   */
  public static List<String> afterUnbinding(String host, String mode) {
    return mode.equals("off")
        ? List.of(
            "no client CA is bound to the host %s any more: its mode is off, and no client is asked for a certificate"
                .formatted(host))
        : withoutClientCa(host, mode);
  }
}
