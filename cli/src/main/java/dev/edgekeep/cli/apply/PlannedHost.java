package dev.edgekeep.cli.apply;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A host before, during and after an apply. Immutable.
 *
 * @param before the current record; null: the host is new
 * @param settings the settings of the file; null: the file does not have the host
 * @param isGone whether the host is deleted
 * @param cas the number of client CAs that it trusts before
 * @param released the number of these that it stops trusting
 * @param bound the number of client CAs that it starts to trust
 */
record PlannedHost(
    String name,
    @Nullable JsonNode before,
    @Nullable JsonNode settings,
    boolean isGone,
    int cas,
    int released,
    int bound) {
  static final String CLIENT_AUTH = "clientAuth";
  static final String REQUIRE = "require";
  static final String MAINTENANCE = "maintenance";
  private static final String WILDCARD = "*";

  String modeBefore() {
    return before == null ? "off" : before.path(CLIENT_AUTH).path("mode").asString("off");
  }

  /** The mode in the file; empty: it has none, and the mode stays. */
  String modeWanted() {
    return settings == null ? "" : settings.path(CLIENT_AUTH).path("mode").asString("");
  }

  /** Returns whether the file turns {@code require} on. */
  boolean isRestricted() {
    return before != null && modeWanted().equals(REQUIRE) && !modeBefore().equals(REQUIRE);
  }

  /** Returns whether the file turns maintenance on. */
  boolean closes() {
    return before != null && isClosed(settings) && !isClosed(before);
  }

  private static boolean isClosed(@Nullable JsonNode host) {
    return host != null && host.path(MAINTENANCE).asBoolean(false);
  }

  /** The mode once its client CAs are unbound: the API turns {@code request} into {@code off}. */
  String modeAfterRelease() {
    if (isRestricted()) {
      return REQUIRE;
    }
    boolean isLast = released > 0 && released == cas && bound == 0;
    return isLast && modeBefore().equals("request") ? "off" : modeBefore();
  }

  /**
   * Returns whether the file says {@code off} for a host that still trusts a client CA afterwards.
   */
  boolean contradictsBindings() {
    return modeWanted().equals("off") && cas - released + bound > 0;
  }

  /**
   * Returns whether another origin, route or host serves its requests, or whether the accepted
   * chain length or the balancers that pass on certificates change.
   */
  boolean isServedOtherwise() {
    if (isGone || before == null) {
      return true;
    }
    return settings != null
        && (!settings.path("origin").equals(before.path("origin"))
            || !settings.path("routes").equals(before.path("routes"))
            || differs(before, settings, "maxChainDepth")
            || differs(before, settings, "fromHeader"));
  }

  private static boolean differs(JsonNode before, JsonNode settings, String member) {
    return !settings.path(CLIENT_AUTH).path(member).equals(before.path(CLIENT_AUTH).path(member));
  }

  boolean isWildcard() {
    return name.startsWith(WILDCARD);
  }

  /** The wildcard name that covers this host; empty for a wildcard or a name without a dot. */
  String wildcard() {
    int dot = name.indexOf('.');
    return dot > 0 && !isWildcard() ? WILDCARD + name.substring(dot) : "";
  }

  /** A copy of the settings of the file. */
  ObjectNode settingsCopy() {
    return copy(settings);
  }

  /** A copy of the current settings, without the members that the API adds. */
  ObjectNode currentCopy() {
    ObjectNode copy = copy(before);
    copy.remove(HostPlan.READ_ONLY);
    return copy;
  }

  private static ObjectNode copy(@Nullable JsonNode node) {
    return node instanceof ObjectNode object
        ? object.deepCopy()
        : JsonNodeFactory.instance.objectNode();
  }
}
