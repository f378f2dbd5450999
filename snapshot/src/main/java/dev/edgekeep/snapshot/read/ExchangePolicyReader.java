package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.snapshot.HostLimits.SlowBody;
import org.jspecify.annotations.Nullable;

/**
 * Reads a host's {@code limits}, {@code compression}, {@code errorPages}, {@code maintenance},
 * {@code securityTxt} and {@code certificatePage}.
 */
final class ExchangePolicyReader {
  private ExchangePolicyReader() {}

  /** Reads the settings of exchanges from the section of a host. */
  static ExchangePolicy read(Section host, Materials materials) {
    return new ExchangePolicy(
        Section.read(host.get("limits"), HostLimits.DEFAULT, ExchangePolicyReader::limits),
        CompressionReader.read(host.get("compression")),
        new ErrorPagesReader(materials).read(host.get("errorPages")),
        host.flag("maintenance", false),
        SecurityTxtReader.read(host.get("securityTxt")),
        host.flag("certificatePage", false));
  }

  private static HostLimits limits(Section section) {
    HostLimits defaults = HostLimits.DEFAULT;
    return new HostLimits(
        section.number(
            "requestBodyBytes", HostLimits.REQUEST_BODY_BYTES, defaults.requestBodyBytes()),
        section.millis(
            "requestTimeoutMillis", HostLimits.REQUEST_TIMEOUT_MILLIS, defaults.requestTimeout()),
        new SlowBody(
            section.number(
                "minUploadBytesPerSecond",
                SlowBody.BYTES_PER_SECOND,
                SlowBody.DEFAULT.bytesPerSecond()),
            section.millis(
                "minUploadWindowMillis", SlowBody.WINDOW_MILLIS, SlowBody.DEFAULT.window())),
        speed(section.get("downloadBytesPerSecond")),
        speed(section.get("uploadBytesPerSecond")));
  }

  private static long speed(@Nullable Value value) {
    long speed = value == null ? 0 : value.number(HostLimits.BYTES_PER_SECOND, 0);
    if (value != null && !HostLimits.isSpeed(speed)) {
      value.error(
          "%,d is too slow; give 0 for no limit, or at least %,d"
              .formatted(speed, HostLimits.SLOWEST));
      return 0;
    }
    return speed;
  }
}
