package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Strings;

/**
 * The normal form of a field's values. A literal is normalized in the same way, so that different
 * spellings with the same meaning are equal.
 */
public enum Spelling {
  /** Unchanged, byte by byte. */
  EXACT {
    @Override
    public String of(String literal) {
      return literal;
    }
  },
  /**
   * A header name, the same for all names that an origin may confuse: letters in lower case, and a
   * hyphen for everything between letters and digits (RFC 3875 §4.1.18).
   */
  HEADER_NAME {
    @Override
    public String of(String literal) {
      return HeaderNames.folded(literal);
    }
  },
  /** A host name: lower case, without a trailing dot. */
  HOST {
    @Override
    public String of(String literal) {
      String lower = Strings.lower(literal);
      return lower.length() > 1 && lower.endsWith(".")
          ? lower.substring(0, lower.length() - 1)
          : lower;
    }
  },
  /** A fingerprint: lower-case hexadecimal, without colons. */
  FINGERPRINT {
    @Override
    public String of(String literal) {
      return Strings.lower(literal.replace(":", ""));
    }
  },
  /** A key identifier: upper-case hexadecimal, without colons. */
  KEY_ID {
    @Override
    public String of(String literal) {
      return Strings.upper(literal.replace(":", ""));
    }
  },
  /** A serial number: upper-case hexadecimal, an even number of digits, no leading zero byte. */
  SERIAL {
    @Override
    public String of(String literal) {
      String digits = Strings.upper(literal.replace(":", ""));
      int start = 0;
      while (start < digits.length() - 1 && digits.charAt(start) == '0') {
        start++;
      }
      String significant = digits.substring(start);
      return significant.length() % 2 == 0 ? significant : "0" + significant;
    }
  };

  /** Normalizes a literal. */
  public abstract String of(String literal);
}
