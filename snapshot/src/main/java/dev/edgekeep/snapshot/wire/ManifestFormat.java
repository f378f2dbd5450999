package dev.edgekeep.snapshot.wire;

import dev.edgekeep.x509.cert.Fingerprint;

/**
 * The manifest of a version as bytes: a CBOR sequence (RFC 8742) of a header and the identity and
 * hash of each part, in order. A node says with it what it has, so that only what is missing is
 * sent. Any thread; never blocks.
 */
public final class ManifestFormat {
  private static final PartId HEADER = new PartId("manifest", "");
  private static final PartId ITEM = new PartId("manifest item", "");

  private ManifestFormat() {}

  /** A manifest and the version that it is of. */
  public record Versioned(long version, Manifest manifest) {}

  public static byte[] write(long version, Manifest manifest) {
    return FieldWriter.bytes(out -> {
      FieldWriter.object(
          out,
          header ->
              header
                  .number("format", UpdateFormat.FORMAT)
                  .number("version", version)
                  .bytes("content", manifest.content().bytes())
                  .number("parts", manifest.size()));
      manifest.forEach((id, hash) ->
          FieldWriter.object(
              out,
              item ->
                  item.text("kind", id.kind()).text("key", id.key()).bytes("hash", hash.bytes())));
    });
  }

  /**
   * @param bytes from anywhere
   * @throws WireException when they are not a manifest that this version of the program can read
   */
  public static Versioned read(byte[] bytes) throws WireException {
    try (Cbor items = Cbor.of(bytes)) {
      Header header = Fields.of(HEADER, items.next(), ManifestFormat::header);
      Manifest.Draft draft = Manifest.EMPTY.draft();
      for (long i = 0; i < header.parts(); i++) {
        Item item = Fields.of(ITEM, items.next(), ManifestFormat::item);
        draft.put(item.id(), item.hash(), null);
      }
      Manifest manifest = draft.manifest();
      if (items.next() != null || !manifest.content().equals(header.content())) {
        throw new WireException("the parts of the manifest have not its content hash");
      }
      return new Versioned(header.version(), manifest);
    }
  }

  private record Header(long version, Fingerprint content, long parts) {}

  private record Item(PartId id, Fingerprint hash) {}

  private static Header header(Fields in) throws WireException {
    UpdateFormat.checkFormat(in);
    return new Header(
        in.number("version"), UpdateFormat.hash(in, "content"), UpdateFormat.count(in, "parts"));
  }

  private static Item item(Fields in) throws WireException {
    return new Item(UpdateFormat.id(in), UpdateFormat.hash(in, "hash"));
  }
}
