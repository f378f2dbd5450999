package dev.edgekeep.x509.cert;

import java.util.List;

/**
 * A part of a {@link SerialSet}: some hundred numbers at most, unless there are many that are
 * longer than 16 octets. Equal sets have equal shards. Immutable.
 *
 * @param name tells it from the other shards of the set
 * @param serials in ascending order
 */
public record SerialShard(String name, List<SerialNumber> serials) {
  public SerialShard {
    serials = List.copyOf(serials);
  }
}
