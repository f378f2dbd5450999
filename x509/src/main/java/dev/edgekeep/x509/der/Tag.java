package dev.edgekeep.x509.der;

/** The identifier octets that X.509 uses (X.690 §8.1.2). */
public final class Tag {
  public static final int BOOLEAN = 0x01;
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int NULL = 0x05;
  public static final int OID = 0x06;
  public static final int ENUMERATED = 0x0a;
  public static final int UTF8_STRING = 0x0c;
  public static final int NUMERIC_STRING = 0x12;
  public static final int PRINTABLE_STRING = 0x13;
  public static final int TELETEX_STRING = 0x14;
  public static final int IA5_STRING = 0x16;
  public static final int UTC_TIME = 0x17;
  public static final int GENERALIZED_TIME = 0x18;
  public static final int VISIBLE_STRING = 0x1a;
  public static final int UNIVERSAL_STRING = 0x1c;
  public static final int BMP_STRING = 0x1e;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  private Tag() {}

  /** {@code [n]} of a primitive type, tagged implicitly. */
  public static int context(int n) {
    return 0x80 | n;
  }

  /** {@code [n]} of a constructed type, or tagged explicitly. */
  public static int contextConstructed(int n) {
    return 0xa0 | n;
  }

  /** The tag's name for an error message. */
  public static String name(int tag) {
    return switch (tag) {
      case -1 -> "nothing";
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case BIT_STRING -> "BIT STRING";
      case OCTET_STRING -> "OCTET STRING";
      case NULL -> "NULL";
      case OID -> "OBJECT IDENTIFIER";
      case ENUMERATED -> "ENUMERATED";
      case UTF8_STRING -> "UTF8String";
      case UTC_TIME -> "UTCTime";
      case GENERALIZED_TIME -> "GeneralizedTime";
      case SEQUENCE -> "SEQUENCE";
      case SET -> "SET";
      default ->
          (tag & 0xc0) == 0x80 ? "[" + (tag & 0x1f) + "]" : "tag 0x" + Integer.toHexString(tag);
    };
  }
}
