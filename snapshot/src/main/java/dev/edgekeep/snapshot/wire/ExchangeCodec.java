package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.Compression;
import dev.edgekeep.snapshot.ErrorPages;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.snapshot.SecurityTxt;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of exchanges: fields of a host's policy, left out where they are the default. */
final class ExchangeCodec {
  private ExchangeCodec() {}

  static void write(FieldWriter out, ExchangePolicy policy) {
    if (!policy.limits().equals(HostLimits.DEFAULT)) {
      out.object("!limits", policy.limits(), ExchangeCodec::limits);
    }
    out.object("compression", policy.compression(), ExchangeCodec::compression)
        .objects("errorPages", policy.errorPages().byStatus().entrySet(), ExchangeCodec::page)
        .flag("!maintenance", policy.maintenance())
        .object("securityTxt", policy.securityTxt(), ExchangeCodec::securityTxt)
        .flag("certificatePage", policy.certificatePage());
  }

  static ExchangePolicy read(Fields in) throws WireException {
    HostLimits limits = in.objectOrNull("!limits", ExchangeCodec::limits);
    return new ExchangePolicy(
        limits == null ? HostLimits.DEFAULT : limits,
        in.objectOrNull("compression", ExchangeCodec::compression),
        errorPages(in),
        in.flag("!maintenance"),
        in.objectOrNull("securityTxt", ExchangeCodec::securityTxt),
        in.flag("certificatePage"));
  }

  private static void page(FieldWriter out, Map.Entry<String, ErrorPages.Page> page) {
    out.text("status", page.getKey())
        .text("contentType", page.getValue().contentType())
        .text("text", page.getValue().text());
  }

  private static ErrorPages errorPages(Fields in) throws WireException {
    Map<String, ErrorPages.Page> pages = new LinkedHashMap<>();
    in.objects(
            "errorPages",
            page ->
                Map.entry(
                    page.text("status"),
                    new ErrorPages.Page(page.text("contentType"), page.text("text"))))
        .forEach(page -> pages.put(page.getKey(), page.getValue()));
    return pages.isEmpty() ? ErrorPages.NONE : new ErrorPages(pages);
  }

  private static void securityTxt(FieldWriter out, SecurityTxt txt) {
    out.texts("contacts", txt.contacts())
        .text("expires", txt.expires().toString())
        .objects(
            "links",
            txt.links(),
            (fields, link) -> fields.choice("field", link.field()).text("uri", link.uri()))
        .texts("languages", txt.languages());
  }

  private static SecurityTxt securityTxt(Fields in) throws WireException {
    return new SecurityTxt(
        in.texts("contacts"),
        time(in),
        in.objects(
            "links",
            link ->
                new SecurityTxt.Link(
                    link.choice("field", SecurityTxt.Field.class), link.text("uri"))),
        in.texts("languages"));
  }

  private static Instant time(Fields in) throws WireException {
    try {
      return Instant.parse(in.text("expires"));
    } catch (DateTimeParseException _) {
      throw in.problem("expires: it is not a time");
    }
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
