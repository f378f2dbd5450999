package dev.edgekeep.fleet.nats;

/**
 * A message of a stream.
 *
 * @param sequence its number in the stream
 * @param data must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredMessage(String subject, long sequence, byte[] data) {
  @Override
  public String toString() {
    return "%s, number %d".formatted(subject, sequence);
  }
}
