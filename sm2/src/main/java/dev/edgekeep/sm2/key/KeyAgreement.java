package dev.edgekeep.sm2.key;

import dev.edgekeep.sm2.curve.CurvePoint;
import dev.edgekeep.sm2.curve.Scalars;
import dev.edgekeep.sm2.digest.KeyDerivation;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One side of the key agreement of SM2 (GB/T 32918.3 §6), with the default ids and without the
 * optional confirmation. Immutable, for any thread.
 */
public final class KeyAgreement {
  private final Sm2PrivateKey own;
  private final boolean initiator;
  private final byte[] ephemeral;
  private final CurvePoint ephemeralPoint;

  private KeyAgreement(Sm2PrivateKey own, boolean initiator, byte[] ephemeral) {
    this.own = own;
    this.initiator = initiator;
    this.ephemeral = ephemeral;
    this.ephemeralPoint = CurvePoint.baseTimes(ephemeral);
  }

  /**
   * Begins an agreement with a new ephemeral key.
   *
   * @param initiator which of the two sides this is; in TLCP the server is the initiator
   */
  public static KeyAgreement begin(Sm2PrivateKey own, boolean initiator, SecureRandom random) {
    return new KeyAgreement(own, initiator, Sm2PrivateKey.randomScalar(random));
  }

  /** The ephemeral key for the peer: 65 octets. */
  public byte[] ephemeralKey() {
    return ephemeralPoint.encoded();
  }

  /**
   * Computes the shared key.
   *
   * @param peer the peer's static key
   * @param peerEphemeral what the peer sent
   * @return null if that is not a point on the curve, or the keys add up to nothing
   */
  public byte @Nullable [] agree(Sm2PublicKey peer, byte[] peerEphemeral, int length) {
    CurvePoint peerPoint = CurvePoint.decode(peerEphemeral);
    if (peerPoint == null) {
      return null;
    }
    byte[] t = Scalars.add(own.number(), Scalars.multiply(reducedX(ephemeralPoint), ephemeral));
    CurvePoint sum = peer.point().plus(peerPoint, reducedX(peerPoint));
    CurvePoint shared = sum == null ? null : sum.times(t);
    if (shared == null) {
      return null;
    }
    Coordinates c = Coordinates.of(shared);
    byte[] mine = own.publicKey().identity();
    return initiator
        ? KeyDerivation.kdf(length, c.x(), c.y(), mine, peer.identity())
        : KeyDerivation.kdf(length, c.x(), c.y(), peer.identity(), mine);
  }

  /** 2^127 and the low 127 bits of x. */
  private static byte[] reducedX(CurvePoint point) {
    byte[] x = Coordinates.of(point).x();
    Arrays.fill(x, 0, 16, (byte) 0);
    x[16] |= (byte) 0x80;
    return x;
  }
}
