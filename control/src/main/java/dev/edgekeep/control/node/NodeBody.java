package dev.edgekeep.control.node;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.group.NodeGroup;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A node to create, as a call gives it. */
record NodeBody(String name, String group, Map<String, String> labels) {
  /** A certificate's common name has no more characters. */
  private static final int MAX_NAME = 64;

  private static final int MAX_LABELS = 20;
  private static final int MAX_LABEL_VALUE = 100;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  NodeBody {
    labels = Map.copyOf(labels);
  }

  /** Reads a body; null after a problem was reported. */
  static @Nullable NodeBody read(Section section) {
    Value nameValue = section.require("name", "name the node, as edge-1");
    String name = nameValue == null ? null : nameValue.name();
    if (nameValue != null && name != null && !isName(name)) {
      nameValue.error(
          "\"%s\" cannot name a node; use up to %d lower-case letters, digits, hyphens and dots, as in a host name"
              .formatted(name, MAX_NAME));
    }
    Value groupValue = section.get("group");
    String group = groupValue == null ? NodeGroup.DEFAULT : NodeGroup.read(groupValue);
    Map<String, String> labels = labels(section.get("labels"));
    return name == null || group == null ? null : new NodeBody(name, group, labels);
  }

  private static boolean isName(String name) {
    return name.length() <= MAX_NAME && NAME.matcher(name).matches();
  }

  private static Map<String, String> labels(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    Map<String, String> labels = new TreeMap<>();
    if (value == null || section == null) {
      return labels;
    }
    section
        .named()
        .forEach((key, given) -> {
          String text = given.text();
          if (!LABEL.matcher(key).matches()) {
            given.error(
                "\"%s\" cannot be a label; use up to 63 letters, digits, dots, hyphens, slashes and underscores"
                    .formatted(key));
          } else if (text != null && !isLabelValue(text)) {
            given.error(
                "the value of a label has up to %d characters, none of them a control character"
                    .formatted(MAX_LABEL_VALUE));
          } else if (text != null) {
            labels.put(key, text);
          }
        });
    if (labels.size() > MAX_LABELS) {
      value.error("a node has up to %d labels".formatted(MAX_LABELS));
    }
    return labels;
  }

  private static boolean isLabelValue(String text) {
    return text.length() <= MAX_LABEL_VALUE && text.chars().noneMatch(Character::isISOControl);
  }
}
