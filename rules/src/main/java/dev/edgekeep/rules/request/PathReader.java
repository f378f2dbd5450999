package dev.edgekeep.rules.request;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a path with an unusual spelling. Where readers differ, it uses the strictest reading: a
 * slash or backslash always separates, however it is written, and every spelling of a dot segment
 * is a dot segment.
 */
final class PathReader {
  private final String path;
  private final Deque<PathSegment> segments = new ArrayDeque<>();
  private @Nullable String ambiguity;
  private boolean isDirectory;
  private boolean hasParameters;

  PathReader(String path) {
    this.path = path;
  }

  UriPath read() {
    if (path.isEmpty() || separatorAt(0) != 1) {
      return new UriPath(path, path, "a path that does not begin with a slash");
    }
    int start = 1;
    int at = 1;
    while (at < path.length()) {
      int separator = separatorAt(at);
      if (separator > 0) {
        segment(path.substring(start, at));
        start = at + separator;
      }
      at += Math.max(separator, 1);
    }
    segment(path.substring(start));
    return new UriPath(joined(PathSegment::seen), joined(PathSegment::sent), ambiguity);
  }

  /** The length of the separator at this position; 0 if there is none. */
  private int separatorAt(int at) {
    int value = Escape.at(path, at);
    boolean isEscaped = value >= 0;
    char c = isEscaped ? (char) value : path.charAt(at);
    if (c != '/' && c != '\\') {
      return 0;
    }
    if (isEscaped || c == '\\') {
      doubt(
          (isEscaped ? "an encoded " : "a ") + (c == '/' ? "slash" : "backslash") + " in the path");
    }
    return isEscaped ? Escape.LENGTH : 1;
  }

  private void segment(String raw) {
    if (hasParameters) {
      // Some readers end the path at the first semicolon, others only the segment.
      doubt("path parameters before the last segment");
    }
    PathSegment segment = PathSegment.of(raw);
    if (segment.doubt() != null) {
      doubt(segment.doubt());
    }
    hasParameters |= segment.hasParameters();
    isDirectory = segment.kind() != PathSegment.Kind.NAME;
    switch (segment.kind()) {
      case NAME -> segments.addLast(segment);
      case PARENT -> segments.pollLast();
      case EMPTY -> {}
    }
  }

  private void doubt(String what) {
    if (ambiguity == null) {
      ambiguity = what;
    }
  }

  private String joined(Function<PathSegment, String> part) {
    StringBuilder out = new StringBuilder(path.length());
    segments.forEach(segment -> out.append('/').append(part.apply(segment)));
    return out.append(isDirectory ? "/" : "").toString();
  }
}
