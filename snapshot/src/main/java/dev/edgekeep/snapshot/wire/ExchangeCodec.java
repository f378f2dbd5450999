package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.Compression;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.HostLimits;

/** The settings of exchanges: fields of a host's policy, left out where they are the default. */
final class ExchangeCodec {
  private ExchangeCodec() {}

  static void write(FieldWriter out, ExchangePolicy policy) {
    if (!policy.limits().equals(HostLimits.DEFAULT)) {
      out.object("!limits", policy.limits(), ExchangeCodec::limits);
    }
    out.object("compression", policy.compression(), ExchangeCodec::compression);
  }

  static ExchangePolicy read(Fields in) throws WireException {
    HostLimits limits = in.objectOrNull("!limits", ExchangeCodec::limits);
    return new ExchangePolicy(
        limits == null ? HostLimits.DEFAULT : limits,
        in.objectOrNull("compression", ExchangeCodec::compression));
  }

  private static void compression(FieldWriter out, Compression compression) {
    out.texts("encodings", compression.encodings().stream().map(FieldWriter::label).toList())
        .number("minBytes", compression.minBytes())
        .texts("types", compression.types())
        .flag("allowAuthenticated", compression.allowAuthenticated());
  }

  private static Compression compression(Fields in) throws WireException {
    return new Compression(
        in.choices("encodings", Compression.Encoding.class),
        in.number("minBytes"),
        in.texts("types"),
        in.flag("allowAuthenticated"));
  }

  private static void limits(FieldWriter out, HostLimits limits) {
    out.number("requestBodyBytes", limits.requestBodyBytes())
        .millis("requestTimeoutMillis", limits.requestTimeout())
        .number("minUploadBytesPerSecond", limits.slowBody().bytesPerSecond())
        .millis("minUploadWindowMillis", limits.slowBody().window())
        .number("downloadBytesPerSecond", limits.downloadBytesPerSecond())
        .number("uploadBytesPerSecond", limits.uploadBytesPerSecond());
  }

  private static HostLimits limits(Fields in) throws WireException {
    return new HostLimits(
        in.number("requestBodyBytes"),
        in.millis("requestTimeoutMillis"),
        new HostLimits.SlowBody(
            in.number("minUploadBytesPerSecond"), in.millis("minUploadWindowMillis")),
        in.number("downloadBytesPerSecond"),
        in.number("uploadBytesPerSecond"));
  }
}
