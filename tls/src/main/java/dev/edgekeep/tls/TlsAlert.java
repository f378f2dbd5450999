package dev.edgekeep.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The alerts that a server sends itself, before there is a TLS engine to send them (RFC 8446 §6).
 * Everything later is BoringSSL's to say.
 */
public enum TlsAlert {
  CLOSE_NOTIFY(0),
  UNEXPECTED_MESSAGE(10),
  RECORD_OVERFLOW(22),
  ACCESS_DENIED(49),
  DECODE_ERROR(50),
  PROTOCOL_VERSION(70),
  INTERNAL_ERROR(80),
  UNRECOGNIZED_NAME(112),
  NO_APPLICATION_PROTOCOL(120);

  private static final int CONTENT_TYPE_ALERT = 21;
  private static final int LEVEL_WARNING = 1;
  private static final int LEVEL_FATAL = 2;

  /**
   * RFC 8446 §5.1: records before the version is negotiated carry 0x0301 or 0x0303; every client
   * takes the latter.
   */
  private static final int LEGACY_RECORD_VERSION = 0x0303;

  private final int code;

  TlsAlert(int code) {
    this.code = code;
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
