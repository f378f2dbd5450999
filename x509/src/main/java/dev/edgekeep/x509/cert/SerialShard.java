package dev.edgekeep.x509.cert;

import java.util.List;

/**
 * A part of a {@link SerialSet}: a few hundred numbers at most, unless many are longer than 16
 * octets. Equal sets have equal shards. Immutable.
 *
 * @param name unique among the shards of the set
 * @param serials in ascending order
 */
public record SerialShard(String name, List<SerialNumber> serials) {
  public SerialShard {
    serials = List.copyOf(serials);
  }
}
