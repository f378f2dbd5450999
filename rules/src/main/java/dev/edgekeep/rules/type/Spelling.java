package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Strings;

/**
 * How a field's values are spelt, so that a literal which is spelt otherwise but means the same is
 * equal to it.
 */
public enum Spelling {
  /** Byte for byte. */
  EXACT {
    @Override
    public String of(String literal) {
      return literal;
    }
  },
  /**
   * A header's name, the same for all names that an origin may take for one another: letters in
   * lower case, and a hyphen for whatever stands between letters and digits (RFC 3875 §4.1.18).
   */
  HEADER_NAME {
    @Override
    public String of(String literal) {
      return HeaderNames.folded(literal);
    }
  },
  /** A host name: lower case, no dot at the end. */
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
  /** A serial number: upper-case hexadecimal, an even number of digits, no zero byte in front. */
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

  /** The literal as the field spells it. */
  public abstract String of(String literal);
}
