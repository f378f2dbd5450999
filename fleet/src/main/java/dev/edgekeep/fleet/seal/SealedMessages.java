package dev.edgekeep.fleet.seal;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.ObjectReference;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.message.SignedMessage;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;

/**
 * Compresses, seals and signs messages of a group; checks and opens them. Blocks only to compute.
 */
public final class SealedMessages {
  private final GroupKeys keys;

  public SealedMessages(GroupKeys keys) {
    this.keys = keys;
  }

  /**
   * A message, sealed with the newest key of the group.
   *
   * @param version rises from message to message of an address
   * @throws IllegalStateException when the group has no key
   * @throws IllegalArgumentException when the message is too large
   */
  public byte[] seal(Address address, long version, byte[] body, Signer signer) {
    GroupKey key = newest();
    byte[] sealed = key.seal(purpose(address, version), Compression.compress(body));
    return SignedMessage.sign(address, version, key.epoch(), sealed, signer).bytes();
  }

  /**
   * A message that was checked and opened.
   *
   * @param epoch of the key that it was sealed with
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Opened(long version, long epoch, byte[] body) {}

  /** A message whose group key is not known (yet). */
  public static final class UnknownKeyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long epoch;
    private final long version;

    UnknownKeyException(long epoch, long version) {
      super(
          "the message is sealed with the group key of epoch %d, which is not known"
              .formatted(epoch));
      this.epoch = epoch;
      this.version = version;
    }

    /** The epoch of the key. */
    public long epoch() {
      return epoch;
    }

    /** The version of the message; 0: it is an object, and has none. */
    public long version() {
      return version;
    }
  }

  /**
   * Checks and opens a message.
   *
   * @param bytes from anywhere
   * @throws WireException when it is not authentic, or not for this address
   * @throws SealException when it cannot be opened
   * @throws UnknownKeyException when it is authentic, and sealed with a key that is not known
   */
  public Opened open(Address address, byte[] bytes, SignatureCheck check)
      throws WireException, SealException, UnknownKeyException {
    SignedMessage message = SignedMessage.read(bytes, address, check);
    byte[] compressed =
        key(message.epoch(), message.version())
            .open(purpose(address, message.version()), message.payload());
    return new Opened(
        message.version(),
        message.epoch(),
        Compression.decompress(compressed, address.kind().maxOpened()));
  }

  /** Bytes that are sealed as one object, and their reference. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record SealedObject(ObjectReference reference, byte[] sealed) {}

  /**
   * Seals bytes that are too large for a message.
   *
   * @param name of the object, not used before
   * @throws IllegalStateException when the group has no key
   */
  public SealedObject sealObject(String group, String name, byte[] body) {
    GroupKey key = newest();
    byte[] sealed = key.seal(objectPurpose(group, name), Compression.compress(body));
    Fingerprint hash = Fingerprint.sha256(Slice.of(sealed));
    return new SealedObject(new ObjectReference(name, sealed.length, key.epoch(), hash), sealed);
  }

  /**
   * Checks and opens an object.
   *
   * @param max the largest content
   * @throws SealException when it is not the object of the reference
   * @throws UnknownKeyException when it is sealed with a key that is not known
   */
  public byte[] openObject(String group, ObjectReference reference, byte[] sealed, int max)
      throws SealException, UnknownKeyException {
    if (!Fingerprint.sha256(Slice.of(sealed)).equals(reference.sha256())) {
      throw new SealException("object %s has another hash".formatted(reference.name()));
    }
    byte[] compressed =
        key(reference.epoch(), 0).open(objectPurpose(group, reference.name()), sealed);
    return Compression.decompress(compressed, max);
  }

  private GroupKey newest() {
    GroupKey key = keys.newest();
    if (key == null) {
      throw new IllegalStateException("the group has no key yet");
    }
    return key;
  }

  private GroupKey key(long epoch, long version) throws UnknownKeyException {
    GroupKey key = epoch < 1 ? null : keys.of(epoch);
    if (key == null) {
      throw new UnknownKeyException(epoch, version);
    }
    return key;
  }

  private static String purpose(Address address, long version) {
    String node = address.node() == null ? "" : address.node();
    return "edgekeep message 1\0%s\0%s\0%s\0%d"
        .formatted(address.kind().label(), address.group(), node, version);
  }

  private static String objectPurpose(String group, String name) {
    return "edgekeep object 1\0%s\0%s".formatted(group, name);
  }
}
