package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import java.time.Instant;
import java.util.List;

/**
 * The session ticket keys of a group. All open tickets; the one with the latest {@link
 * Key#sealFrom} that is past seals them.
 */
public record TicketKeys(List<Key> keys) {
  private static final PartId PART = new PartId("ticket keys", "");
  private static final int MAX_KEYS = 3;

  public TicketKeys {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException("there are 1 to %d ticket keys".formatted(MAX_KEYS));
    }
  }

  /**
   * A session ticket key. The arrays must not be changed; the text form does not contain them.
   *
   * @param name 16 octets, in the clear in each ticket
   * @param hmac 32 octets
   * @param aes 32 octets
   * @param sealFrom the time from which it seals tickets, to the second
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Key(byte[] name, byte[] hmac, byte[] aes, Instant sealFrom) {
    public Key {
      if (name.length != 16 || hmac.length != 32 || aes.length != 32) {
        throw new IllegalArgumentException(
            "a ticket key has a name of 16 octets and two keys of 32");
      }
    }

    @Override
    public String toString() {
      return "ticket key from " + sealFrom;
    }
  }

  public byte[] bytes() {
    return FieldWriter.body(out ->
        out.objects(
            "keys",
            keys,
            (item, key) ->
                item.bytes("name", key.name())
                    .bytes("hmac", key.hmac())
                    .bytes("aes", key.aes())
                    .number("sealFrom", key.sealFrom().getEpochSecond())));
  }

  /**
   * @throws WireException when the bytes are no ticket keys
   */
  public static TicketKeys read(byte[] bytes) throws WireException {
    return Fields.read(PART, bytes, in -> new TicketKeys(in.objects("keys", TicketKeys::key)));
  }

  private static Key key(Fields in) throws WireException {
    return new Key(
        in.bytes("name"), in.bytes("hmac"), in.bytes("aes"), Times.second(in, "sealFrom"));
  }
}
