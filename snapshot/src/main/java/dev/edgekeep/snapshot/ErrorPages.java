package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a host for answers of the edge itself. Immutable.
 *
 * @param byStatus by a status from 400 to 599, or by {@code 4xx} or {@code 5xx}
 */
public record ErrorPages(Map<String, Page> byStatus) {
  public static final ErrorPages NONE = new ErrorPages(Map.of());

  /** The most pages of a host. */
  public static final int MOST = 32;

  private static final Pattern STATUS = Pattern.compile("[45][0-9][0-9]|[45]xx");

  public ErrorPages {
    byStatus = Collections.unmodifiableMap(new TreeMap<>(byStatus));
    if (byStatus.size() > MOST || !byStatus.keySet().stream().allMatch(ErrorPages::isStatus)) {
      throw new IllegalArgumentException("too many error pages, or one for another status");
    }
  }

  /** Returns whether there may be a page for this. */
  public static boolean isStatus(String text) {
    return STATUS.matcher(text).matches();
  }

  /** The page for a status; null: the edge's own. */
  public @Nullable Page find(int status) {
    if (byStatus.isEmpty()) {
      return null;
    }
    Page exact = byStatus.get(Integer.toString(status));
    return exact == null ? byStatus.get(status / 100 + "xx") : exact;
  }

  /**
   * A page.
   *
   * @param contentType the Content-Type, ASCII without control characters
   * @param text in which {@code ${request.id}} and {@code ${status}} are replaced; sent as UTF-8
   */
  public record Page(String contentType, String text) {
    public static final Bounds CHARACTERS = new Bounds(0, 65_536);

    public Page {
      CHARACTERS.check("text", text.length());
    }

    public boolean isJson() {
      return contentType.contains("json");
    }

    /** The text for one answer. */
    public String filled(int status, String requestId) {
      return text.replace("${request.id}", requestId)
          .replace("${status}", Integer.toString(status));
    }
  }
}
