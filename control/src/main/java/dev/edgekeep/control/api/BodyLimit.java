package dev.edgekeep.control.api;

import java.time.Duration;

/** Bytes that the body of a call may have. */
public enum BodyLimit {
  /** For an OCSP request. */
  OCSP(32 << 10),
  /** For settings, certificates and keys. */
  SETTINGS(1 << 20),
  /** For client CAs with their revocation lists. */
  UPLOAD(16 << 20);

  private final int bytes;

  BodyLimit(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  Duration time(ApiLimits.Times times) {
    return this == UPLOAD ? times.upload() : times.body();
  }

  /** As {@code 32 KiB}. */
  String shown() {
    return bytes < 1 << 20 ? "%d KiB".formatted(bytes >> 10) : "%d MiB".formatted(bytes >> 20);
  }
}
