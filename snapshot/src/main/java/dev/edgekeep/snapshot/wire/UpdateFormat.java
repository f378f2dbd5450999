package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.wire.SnapshotUpdate.Base;
import dev.edgekeep.x509.cert.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Updates as bytes: a CBOR sequence (RFC 8742) of a header, the parts and the removed parts. The
 * same update gives the same bytes, apart from what a {@link Sealer} adds. Any thread; never
 * blocks.
 */
public final class UpdateFormat {
  /** The version that is written, and the newest that is read. */
  public static final int FORMAT = 1;

  /** The largest update that is read. */
  public static final int MAX_BYTES = 1 << 30;

  /** The most parts of an update. */
  public static final int MAX_PARTS = 4_000_000;

  /** The largest part of a kind that this version does not know. */
  private static final int MAX_UNKNOWN = 1 << 20;

  private static final PartId HEADER = new PartId("header", "");
  private static final PartId ITEM = new PartId("item", "");

  private UpdateFormat() {}

  /**
   * @throws IllegalArgumentException when a part is larger than readers accept
   */
  public static byte[] write(SnapshotUpdate update, Sealer sealer) {
    return FieldWriter.bytes(out -> {
      FieldWriter.object(out, fields -> header(fields, update));
      update.parts().forEach(part -> part(out, part, sealer));
      update
          .removed()
          .forEach(id ->
              FieldWriter.object(
                  out, fields -> fields.text("kind", id.kind()).text("key", id.key())));
    });
  }

  private static void header(FieldWriter out, SnapshotUpdate update) {
    Base base = update.base();
    out.number("format", FORMAT)
        .number("version", update.version())
        .bytes("content", update.content().bytes());
    if (base != null) {
      out.number("baseVersion", base.version()).bytes("baseContent", base.content().bytes());
    }
    out.number("parts", update.parts().size()).number("removed", update.removed().size());
  }

  private static void part(JsonGenerator out, Part part, Sealer sealer) {
    PartKind kind = PartKind.of(part.id().kind());
    if (part.length() > maxBytes(kind)) {
      throw new IllegalArgumentException(
          "%s: it has %d bytes, and may have %d"
              .formatted(part.id(), part.length(), maxBytes(kind)));
    }
    boolean secret = kind != null && kind.isSecret();
    FieldWriter.object(
        out,
        fields ->
            fields
                .text("kind", part.id().kind())
                .text("key", part.id().key())
                .flag("critical", part.isCritical())
                .bytes("hash", part.hash().bytes())
                .bytes(
                    secret ? "sealed" : "body",
                    secret ? sealer.seal(part.id(), part.body()) : part.body()));
  }

  private static int maxBytes(@Nullable PartKind kind) {
    return kind == null ? MAX_UNKNOWN : kind.maxBytes();
  }

  /**
   * Reads an update. Parts of kinds that this version does not know are kept as they are.
   *
   * @param bytes from anywhere; what is read costs a bounded multiple of their length
   * @throws WireException when they are not an update that this version can read, or a part cannot
   *     be unsealed
   */
  public static SnapshotUpdate read(byte[] bytes, Unsealer unsealer) throws WireException {
    if (bytes.length > MAX_BYTES) {
      throw new WireException(
          "it has %d bytes, and may have %d".formatted(bytes.length, MAX_BYTES));
    }
    try (Cbor items = Cbor.of(bytes)) {
      Header header = Fields.of(HEADER, items.next(), UpdateFormat::header);
      List<Part> parts = new ArrayList<>();
      for (long i = 0; i < header.parts(); i++) {
        parts.add(Fields.of(ITEM, items.next(), item -> part(item, unsealer)));
      }
      List<PartId> removed = new ArrayList<>();
      for (long i = 0; i < header.removed(); i++) {
        removed.add(Fields.of(ITEM, items.next(), UpdateFormat::id));
      }
      if (items.next() != null) {
        throw new WireException("there is something behind the last part");
      }
      if (header.base() == null && !removed.isEmpty()) {
        throw new WireException("a full snapshot removes no part");
      }
      return new SnapshotUpdate(header.version(), header.content(), header.base(), parts, removed);
    }
  }

  private record Header(
      long version, Fingerprint content, @Nullable Base base, long parts, long removed) {}

  private static Header header(Fields in) throws WireException {
    checkFormat(in);
    return new Header(
        in.number("version"),
        hash(in, "content"),
        in.has("baseVersion") || in.has("baseContent")
            ? new Base(in.number("baseVersion"), hash(in, "baseContent"))
            : null,
        count(in, "parts"),
        count(in, "removed"));
  }

  static void checkFormat(Fields in) throws WireException {
    long format = in.number("format");
    if (format != FORMAT) {
      throw new WireException(
          "it has format %d, and this version of the program reads format %d"
              .formatted(format, FORMAT));
    }
  }

  static long count(Fields in, String name) throws WireException {
    long count = in.number(name);
    if (count < 0 || count > MAX_PARTS) {
      throw in.problem("%s: there may be up to %d".formatted(name, MAX_PARTS));
    }
    return count;
  }

  static Fingerprint hash(Fields in, String name) throws WireException {
    return Fingerprint.ofSha256(in.bytes(name));
  }

  static PartId id(Fields in) throws WireException {
    return new PartId(in.text("kind"), in.text("key"));
  }

  private static Part part(Fields in, Unsealer unsealer) throws WireException {
    PartId id = id(in);
    PartKind kind = PartKind.of(id.kind());
    boolean sealed = in.has("sealed") || (kind != null && kind.isSecret());
    byte[] body = sealed ? unsealer.unseal(id, in.bytes("sealed")) : in.bytes("body");
    Part part = new Part(id, in.flag("critical"), body);
    if (part.length() > maxBytes(kind)) {
      throw new WireException(
          id, "it has %d bytes, and may have %d".formatted(part.length(), maxBytes(kind)));
    }
    if (!part.hash().equals(hash(in, "hash"))) {
      throw new WireException(id, "its content has another hash");
    }
    return part;
  }
}
