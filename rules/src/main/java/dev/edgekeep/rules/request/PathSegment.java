package dev.edgekeep.rules.request;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a path with an unusual spelling, without its slashes.
 *
 * @param seen the segment for rules: without parameters, and without dots and spaces at its end,
 *     which some origins ignore
 * @param sent the segment for the origin
 * @param doubt the part that two readers might read differently; null if there is none
 */
record PathSegment(
    Kind kind, String seen, String sent, boolean hasParameters, @Nullable String doubt) {
  private static final String SPACE = "%20";

  /** The effect of a segment on its path. */
  enum Kind {
    NAME,
    /** No effect: the segment is empty or a single dot. */
    EMPTY,
    PARENT
  }

  static PathSegment of(String raw) {
    return switch (raw) {
      case "", "." -> new PathSegment(Kind.EMPTY, "", "", false, null);
      case ".." -> new PathSegment(Kind.PARENT, "", "", false, null);
      default -> new Reading(raw).segment();
    };
  }

  /** A segment that is read character by character. */
  private static final class Reading {
    private final String raw;
    private final StringBuilder seen;
    private final StringBuilder sent;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private boolean isCut;
    private boolean hasParameters;
    private boolean isAscii = true;
    private @Nullable String doubt;

    Reading(String raw) {
      this.raw = raw;
      this.seen = new StringBuilder(raw.length());
      this.sent = new StringBuilder(raw.length());
    }

    PathSegment segment() {
      int at = 0;
      while (at < raw.length()) {
        int escaped = Escape.at(raw, at);
        take(escaped < 0 ? raw.charAt(at) : escaped, escaped >= 0);
        at += escaped < 0 ? 1 : Escape.LENGTH;
      }
      if (!isAscii && !isUtf8(octets.toByteArray())) {
        doubt("escapes in the path that are not UTF-8");
      }
      if (seen.indexOf(":$") >= 0) {
        doubt("the name of a file's stream in the path");
      }
      boolean isParent = seen.indexOf("..") == 0 && seen.length() == 2;
      cutEnd();
      if (seen.isEmpty()) {
        doubt("a segment of the path that some read as a dot segment, or as nothing");
      }
      Kind kind = isParent ? Kind.PARENT : seen.isEmpty() ? Kind.EMPTY : Kind.NAME;
      return new PathSegment(kind, seen.toString(), sent.toString(), hasParameters, doubt);
    }

    private void take(int c, boolean isEscaped) {
      octets.write(c);
      isAscii &= c < 0x80;
      if (c == ';') {
        hasParameters = true;
        isCut = true;
      } else if (c < 0x20 || c == 0x7f) {
        doubt("a control character in the path");
        isCut |= c == 0;
      } else if (c == '%' && !isEscaped) {
        doubt("a percent sign in the path that begins no escape");
      }
      boolean isLiteral = PathCharacters.isSegment(c);
      if (!isCut) {
        write(c, isLiteral, seen);
      }
      // An escape of a reserved character may differ from the character itself (RFC 3986 §2.2), so
      // it remains an escape.
      write(c, isEscaped ? PathCharacters.isUnreserved(c) : isLiteral, sent);
    }

    private static void write(int c, boolean isLiteral, StringBuilder out) {
      if (isLiteral) {
        out.append((char) c);
      } else {
        Escape.write(c & 0xff, out);
      }
    }

    private void cutEnd() {
      int end = seen.length();
      while (end > 0) {
        if (seen.charAt(end - 1) == '.') {
          end--;
        } else if (seen.substring(0, end).endsWith(SPACE)) {
          end -= SPACE.length();
        } else {
          break;
        }
      }
      seen.setLength(end);
    }

    private void doubt(String what) {
      if (doubt == null) {
        doubt = what;
      }
    }

    /**
     * Returns whether the octets are UTF-8 in its shortest form (RFC 3629 §3), without control
     * characters.
     */
    private static boolean isUtf8(byte[] octets) {
      try {
        String text =
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        return text.chars().noneMatch(Character::isISOControl);
      } catch (CharacterCodingException e) {
        return false;
      }
    }
  }
}
