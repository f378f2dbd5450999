package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.access.EdgeName;
import dev.edgekeep.keyserver.access.KeyUse;
import dev.edgekeep.keyserver.access.Permission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code allow}. */
final class AccessReader {
  /** Stands for edges without certificates. */
  static final String ANYONE = "anyone";

  private static final Map<String, KeyUse> USES = uses();

  private AccessReader() {}

  /**
   * @param isAnyone whether edges have no names, since no certificate is requested
   */
  static AccessList read(@Nullable Value value, boolean isAnyone) {
    if (value == null) {
      return AccessList.EVERYBODY;
    }
    List<Permission> entries = new ArrayList<>();
    for (Value item : value.items()) {
      Permission entry = entry(item, isAnyone);
      if (entry != null) {
        entries.add(entry);
      }
    }
    if (value.node() instanceof Sequence list && list.items().isEmpty()) {
      value.warning("this list is empty: no edge may use any key");
    }
    return new AccessList(entries);
  }

  private static @Nullable Permission entry(Value item, boolean isAnyone) {
    Section section = item.section();
    if (section == null) {
      return null;
    }
    Value edgeValue =
        section.require("edge", "give a subject, DNS name or URI of the edge's certificate");
    Value keys = section.get("keys");
    Value operations = section.get("operations");
    int perSecond = (int) section.number("perSecond", Permission.PER_SECOND, Permission.UNLIMITED);
    section.end();
    EdgeName edge = edgeValue == null ? null : edge(edgeValue, isAnyone);
    Set<SubjectKeyId> keyIds = keys == null ? null : keys(keys);
    Set<KeyUse> allowed = operations == null ? EnumSet.allOf(KeyUse.class) : operations(operations);
    return edge == null ? null : new Permission(edge, keyIds, allowed, perSecond);
  }

  private static @Nullable EdgeName edge(Value value, boolean isAnyone) {
    String text = value.name();
    if (text == null) {
      return null;
    }
    if (isAnyone) {
      if (!text.equals(ANYONE)) {
        value.error(
            "with trust: anyone no edge is known by name; give edge: anyone, or trust a CA");
      }
      return new EdgeName.Anyone();
    }
    try {
      return EdgeName.parse(text);
    } catch (IllegalArgumentException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static Set<SubjectKeyId> keys(Value value) {
    Set<SubjectKeyId> keys = new LinkedHashSet<>();
    for (Value item : value.items()) {
      String text = item.text();
      if (text == null) {
        continue;
      }
      try {
        keys.add(SubjectKeyId.parse(text));
      } catch (IllegalArgumentException e) {
        item.error(
            "expected a subject key identifier of 40 hexadecimal digits, as GET /keys lists them, "
                + item.found());
      }
    }
    return keys;
  }

  private static Set<KeyUse> operations(Value value) {
    Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
    for (Value item : value.items()) {
      KeyUse use = item.choice(USES);
      if (use != null) {
        uses.add(use);
      }
    }
    return uses;
  }

  private static Map<String, KeyUse> uses() {
    Map<String, KeyUse> uses = new LinkedHashMap<>();
    for (KeyUse use : KeyUse.values()) {
      uses.put(use.label(), use);
    }
    return uses;
  }
}
