package dev.edgekeep.fleet.message;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The subject of a message: its kind, its group, and the node that it is for or from. What is
 * signed and sealed is bound to it. Immutable.
 *
 * @param node null: the message is for the whole group
 */
public record Address(MessageKind kind, String group, @Nullable String node) {
  private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}");
  private static final Pattern NODE =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  public Address {
    checkGroup(group);
    if (node != null) {
      checkNode(node);
    }
  }

  /** A message for all nodes of a group. */
  public static Address ofGroup(MessageKind kind, String group) {
    return new Address(kind, group, null);
  }

  /** A message for or from one node. */
  public static Address ofNode(MessageKind kind, String group, String node) {
    return new Address(kind, group, node);
  }

  /**
   * @throws IllegalArgumentException when it is no name of a group, saying what is allowed
   */
  public static String checkGroup(String group) {
    if (!GROUP.matcher(group).matches()) {
      throw new IllegalArgumentException(
          "a group's name has 1 to 31 lower-case letters, digits and hyphens, and begins with a"
              + " letter or digit");
    }
    return group;
  }

  /**
   * @throws IllegalArgumentException when it is no name of a node, saying what is allowed
   */
  public static String checkNode(String node) {
    if (!NODE.matcher(node).matches()) {
      throw new IllegalArgumentException(
          "a node's name is a host name in lower case: labels of letters, digits and hyphens,"
              + " separated by dots");
    }
    return node;
  }

  @Override
  public String toString() {
    return kind.label() + " " + group + (node == null ? "" : " " + node);
  }
}
