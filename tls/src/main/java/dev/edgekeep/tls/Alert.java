package dev.edgekeep.tls;

import dev.edgekeep.x509.path.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** The alerts that a server ends a handshake with (RFC 8446 §6). */
public enum Alert {
  CLOSE_NOTIFY(0),
  UNEXPECTED_MESSAGE(10),
  RECORD_OVERFLOW(22),
  BAD_CERTIFICATE(42),
  UNSUPPORTED_CERTIFICATE(43),
  CERTIFICATE_REVOKED(44),
  CERTIFICATE_EXPIRED(45),
  CERTIFICATE_UNKNOWN(46),
  UNKNOWN_CA(48),
  ACCESS_DENIED(49),
  DECODE_ERROR(50),
  PROTOCOL_VERSION(70),
  INTERNAL_ERROR(80),
  UNRECOGNIZED_NAME(112),
  CERTIFICATE_REQUIRED(116),
  NO_APPLICATION_PROTOCOL(120);

  private static final int CONTENT_TYPE_ALERT = 21;
  private static final int LEVEL_WARNING = 1;
  private static final int LEVEL_FATAL = 2;

  /**
   * RFC 8446 §5.1: records before the version is negotiated carry 0x0301 or 0x0303; every client
   * accepts the latter.
   */
  private static final int LEGACY_RECORD_VERSION = 0x0303;

  private final int code;

  Alert(int code) {
    this.code = code;
  }

  /** The alert that tells a peer the verdict about its certificate; null when it is verified. */
  public static @Nullable Alert of(Verdict verdict) {
    return switch (verdict.alert()) {
      case BAD_CERTIFICATE -> BAD_CERTIFICATE;
      case UNSUPPORTED_CERTIFICATE -> UNSUPPORTED_CERTIFICATE;
      case CERTIFICATE_REVOKED -> CERTIFICATE_REVOKED;
      case CERTIFICATE_EXPIRED -> CERTIFICATE_EXPIRED;
      case CERTIFICATE_UNKNOWN -> CERTIFICATE_UNKNOWN;
      case UNKNOWN_CA -> UNKNOWN_CA;
      case CERTIFICATE_REQUIRED -> CERTIFICATE_REQUIRED;
      case null -> null;
    };
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The alert as an unencrypted record. */
  public ByteBuf record(ByteBufAllocator allocator) {
    return allocator
        .buffer(7)
        .writeByte(CONTENT_TYPE_ALERT)
        .writeShort(LEGACY_RECORD_VERSION)
        .writeShort(2)
        .writeByte(this == CLOSE_NOTIFY ? LEVEL_WARNING : LEVEL_FATAL)
        .writeByte(code);
  }
}
