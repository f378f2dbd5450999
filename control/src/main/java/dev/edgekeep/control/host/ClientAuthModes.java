package dev.edgekeep.control.host;

import dev.edgekeep.snapshot.ClientAuth.Mode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Client authentication modes as the API and the store spell them, and warnings about them. */
public final class ClientAuthModes {
  /** The modes by their spelling. */
  static final Map<String, Mode> BY_LABEL =
      Map.of("off", Mode.OFF, "request", Mode.REQUEST, "require", Mode.REQUIRE);

  private ClientAuthModes() {}

  /** The mode that the store spells like this; null: the text is not a mode. */
  public static @Nullable Mode stored(String label) {
    return BY_LABEL.get(label);
  }

  static String label(Mode mode) {
    return switch (mode) {
      case OFF -> "off";
      case REQUEST -> "request";
      case REQUIRE -> "require";
    };
  }

  /** The warnings about a host without a client CA; empty when its mode needs none. */
  public static List<String> withoutClientCa(String host, @Nullable Mode mode) {
    return switch (mode) {
      case REQUIRE ->
          List.of(
              "the host %s is on require and no client CA is bound to it: every client is refused until one is bound"
                  .formatted(host));
      case REQUEST ->
          List.of(
              "the host %s is on request and no client CA is bound to it: no client is asked for a certificate until one is bound"
                  .formatted(host));
      case OFF -> List.of();
      case null -> List.of();
    };
  }

  /**
   * The warnings about a host whose last client CA was released.
   *
   * @param mode after that
   */
  public static List<String> afterUnbinding(String host, @Nullable Mode mode) {
    return mode == Mode.OFF
        ? List.of(
            "no client CA is bound to the host %s any more: its mode is off, and no client is asked for a certificate"
                .formatted(host))
        : withoutClientCa(host, mode);
  }
}
