package dev.edgekeep.x509.der;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** UTCTime and GeneralizedTime: only whole seconds in UTC (RFC 5280 §4.1.2.5). */
final class DerTime {
  private static final int SECONDS_PER_DAY = 86_400;
  private static final DateTimeFormatter DIGITS =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);

  private DerTime() {}

  static long epochSeconds(int tag, Slice text, String what, int offset) {
    int yearDigits = tag == Tag.UTC_TIME ? 2 : 4;
    if (text.length() != yearDigits + 11 || text.at(text.length() - 1) != 'Z') {
      String form = tag == Tag.UTC_TIME ? "YYMMDDHHMMSSZ" : "YYYYMMDDHHMMSSZ";
      throw new DerException(what + " is not of the form " + form, offset);
    }
    int year = number(text, 0, yearDigits, what, offset);
    if (tag == Tag.UTC_TIME) {
      year += year < 50 ? 2000 : 1900;
    }
    int month = number(text, yearDigits, 2, what, offset);
    int day = number(text, yearDigits + 2, 2, what, offset);
    int hour = number(text, yearDigits + 4, 2, what, offset);
    int minute = number(text, yearDigits + 6, 2, what, offset);
    int second = number(text, yearDigits + 8, 2, what, offset);
    if (hour > 23 || minute > 59 || second > 59) {
      throw new DerException(what + " has no such time of day", offset);
    }
    try {
      long days = LocalDate.of(year, month, day).toEpochDay();
      return days * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second;
    } catch (DateTimeException e) {
      throw new DerException(what + " has no such date", offset);
    }
  }

  /** {@code YYYYMMDDHHMMSSZ}. */
  static String digits(long epochSeconds) {
    return DIGITS.format(Instant.ofEpochSecond(epochSeconds).atOffset(ZoneOffset.UTC));
  }

  /**
   * Returns whether a date with these digits is written as UTCTime, which covers the years 1950 to
   * 2049.
   */
  static boolean isUtcTime(String digits) {
    return digits.compareTo("1950") >= 0 && digits.compareTo("2050") < 0;
  }

  private static int number(Slice text, int from, int digits, String what, int offset) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = text.at(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new DerException(what + " has a character that is not a digit", offset);
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
