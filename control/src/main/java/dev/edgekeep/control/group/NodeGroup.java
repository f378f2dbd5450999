package dev.edgekeep.control.group;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Names of groups of nodes, as they are read from bodies and stored settings. */
public final class NodeGroup {
  /** The group of nodes that name none, and of the node in the process of a control plane. */
  public static final String DEFAULT = "default";

  /** The member of a host that names its groups. */
  public static final String MEMBER = "groups";

  /** The number of groups that a host may name. */
  public static final int MAX_OF_HOST = 50;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}");

  /** Stands for all groups in commands, and so names none. */
  private static final String ALL = "all";

  private NodeGroup() {}

  /** The name of a group; null after a problem was reported. */
  public static @Nullable String read(Value value) {
    String name = value.name();
    if (name == null) {
      return null;
    }
    if (name.equals(ALL)) {
      value.error("\"all\" cannot name a group: a host without groups belongs to all of them");
      return null;
    }
    if (!NAME.matcher(name).matches()) {
      value.error(
          "\"%s\" cannot name a group; use up to 31 lower-case letters, digits and hyphens, and begin with a letter or a digit"
              .formatted(name));
      return null;
    }
    return name;
  }

  /** The groups that have nodes, and the default one. Blocks; within a transaction. */
  public static Set<String> known(Handle db) {
    Set<String> groups =
        new LinkedHashSet<>(
            db.createQuery("SELECT DISTINCT node_group FROM node").mapTo(String.class).list());
    groups.add(DEFAULT);
    return groups;
  }

  /** The groups that serve a host, in the order given; empty: all groups. */
  public static Set<String> ofHost(Section section) {
    Value value = section.get(MEMBER);
    Set<String> groups = new LinkedHashSet<>();
    if (value == null) {
      return groups;
    }
    for (Value item : value.items()) {
      String name = read(item);
      if (name != null && !groups.add(name)) {
        item.error("the group %s is given twice".formatted(name));
      }
    }
    if (groups.size() > MAX_OF_HOST) {
      value.error(
          "a host names up to %d groups, and this one names %d"
              .formatted(MAX_OF_HOST, groups.size()));
    }
    return groups;
  }
}
