package dev.edgekeep.control.console.text;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** An answer of the API, or a part of one, as templates read it: absent parts are empty. */
public record Doc(JsonNode node) {
  public static final Doc EMPTY = new Doc(MissingNode.getInstance());

  /** A member as text. */
  public String text(String name) {
    JsonNode member = node.path(name);
    return member.isValueNode() && !member.isNull() ? member.asString() : "";
  }

  /** This value as text. */
  public String text() {
    return node.isValueNode() && !node.isNull() ? node.asString() : "";
  }

  public boolean flag(String name) {
    return node.path(name).asBoolean(false);
  }

  public long number(String name) {
    return node.path(name).asLong(0);
  }

  public boolean has(String name) {
    JsonNode member = node.path(name);
    return !member.isMissingNode() && !member.isNull();
  }

  public boolean isEmpty() {
    return node.isMissingNode() || node.isNull() || (node.isContainer() && node.isEmpty());
  }

  public Doc at(String name) {
    return new Doc(node.path(name));
  }

  /** The items of a member that is a list. */
  public List<Doc> list(String name) {
    List<Doc> items = new ArrayList<>();
    node.path(name).forEach(item -> items.add(new Doc(item)));
    return items;
  }

  /** The texts of a member that is a list, or of the one text that it is. */
  public List<String> texts(String name) {
    JsonNode member = node.path(name);
    if (member.isArray()) {
      return StreamSupport.stream(member.spliterator(), false)
          .map(item -> item.isValueNode() ? item.asString() : item.toString())
          .toList();
    }
    return member.isValueNode() && !member.isNull() ? List.of(member.asString()) : List.of();
  }

  /** The texts of a list, separated by commas. */
  public String joined(String name) {
    return texts(name).stream().collect(Collectors.joining(", "));
  }

  /** A member that is a time; null: it is absent. */
  public @Nullable Instant time(String name) {
    String text = text(name);
    return text.isEmpty() ? null : Instant.parse(text);
  }
}
