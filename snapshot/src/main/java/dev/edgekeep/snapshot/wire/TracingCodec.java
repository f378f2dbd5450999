package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.tracing.TracingSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The settings of traces. A node of an older version ignores them. */
final class TracingCodec {
  /** The ratio is sent as a number of so many parts. */
  private static final double PARTS = 1e9;

  private TracingCodec() {}

  /** A header of each export. */
  private record Header(String name, String value) {}

  static void write(FieldWriter out, TracingSettings tracing) {
    List<Header> headers = new ArrayList<>();
    new TreeMap<>(tracing.headers()).forEach((name, value) -> headers.add(new Header(name, value)));
    out.text("endpoint", tracing.endpoint().toString())
        .objects(
            "headers",
            headers,
            (item, header) -> item.text("name", header.name).text("value", header.value))
        .number("samplePerBillion", Math.round(tracing.sampleRatio() * PARTS))
        .flag("trustClient", tracing.trustClient());
  }

  static TracingSettings read(Fields in) throws WireException {
    Map<String, String> headers = new TreeMap<>();
    for (Header header :
        in.objects("headers", item -> new Header(item.text("name"), item.text("value")))) {
      headers.put(header.name, header.value);
    }
    try {
      return new TracingSettings(
          URI.create(in.text("endpoint")),
          headers,
          in.number("samplePerBillion") / PARTS,
          in.flag("trustClient"));
    } catch (IllegalArgumentException e) {
      throw in.problem("tracing: " + e.getMessage());
    }
  }
}
