package dev.edgekeep.config.value;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A place in a document, such as {@code hosts."api.example.com".clientAuth.cas[0]}. Immutable. */
public final class DocumentPath {
  public static final DocumentPath ROOT = new DocumentPath(null, "");

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  private final @Nullable DocumentPath parent;
  private final Object step;

  private DocumentPath(@Nullable DocumentPath parent, Object step) {
    this.parent = parent;
    this.step = step;
  }

  public DocumentPath key(String key) {
    return new DocumentPath(this, key);
  }

  public DocumentPath index(int index) {
    return new DocumentPath(this, index);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text);
    return text.toString();
  }

  private void append(StringBuilder text) {
    if (parent == null) {
      return;
    }
    parent.append(text);
    if (step instanceof Integer index) {
      text.append('[').append(index).append(']');
    } else {
      text.append(text.isEmpty() ? "" : ".").append(segment(step.toString()));
    }
  }

  private static String segment(String key) {
    return IDENTIFIER.matcher(key).matches() ? key : Quoted.text(key);
  }
}
