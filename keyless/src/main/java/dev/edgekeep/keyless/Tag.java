package dev.edgekeep.keyless;

/** The tags of the items of a body. */
final class Tag {
  static final int MODULUS_DIGEST = 0x01;
  static final int SERVER_NAME = 0x02;
  static final int CLIENT_ADDRESS = 0x03;
  static final int SUBJECT_KEY_IDENTIFIER = 0x04;
  static final int SERVER_ADDRESS = 0x05;
  static final int CERTIFICATE_ID = 0x06;
  static final int CODE = 0x11;
  static final int PAYLOAD = 0x12;
  static final int FUNCTION_NAME = 0x13;
  static final int EXTRA = 0x14;
  static final int TRACING_SPAN = 0x15;
  static final int REQUEST_CONTEXT = 0x16;
  static final int COMPLIANCE_REGION = 0x17;
  static final int PADDING = 0x20;

  /** One bit for each known tag. */
  static final long KNOWN = bits(0x01, 0x06) | bits(0x11, 0x17) | bits(PADDING, PADDING);

  private Tag() {}

  static boolean isKnown(int tag) {
    return tag < Long.SIZE && (KNOWN & (1L << tag)) != 0;
  }

  private static long bits(int first, int last) {
    return (1L << (last + 1)) - (1L << first);
  }
}
