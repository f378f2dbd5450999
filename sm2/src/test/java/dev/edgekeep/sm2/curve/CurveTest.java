package dev.edgekeep.sm2.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The curve against java.math and Bouncy Castle, with numbers at the edges of limbs and ranges. */
class CurveTest {
  private static final BigInteger P =
      new BigInteger("fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff", 16);
  private static final BigInteger N =
      new BigInteger("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123", 16);
  private static final ECPoint BASE = CustomNamedCurves.getByName("sm2p256v1").getG();

  @Property(tries = 3000)
  void theFieldComputesModuloP(
      @ForAll("numbers") BigInteger first, @ForAll("numbers") BigInteger second) {
    BigInteger a = first.mod(P);
    BigInteger b = second.mod(P);
    long[] x = Field.fromBytes(octets(a), 0);
    long[] y = Field.fromBytes(octets(b), 0);
    long[] r = new long[Field.LIMBS];
    Field.multiply(x, y, r);
    assertElement(r, a.multiply(b));
    Field.add(x, y, r);
    assertElement(r, a.add(b));
    Field.subtract(x, y, r);
    assertElement(r, a.subtract(b));
    assertThat(Field.isZero(r) != 0).isEqualTo(a.equals(b));
    Field.square(r, r);
    assertElement(r, a.subtract(b).pow(2));
    Field.add(x, y, r);
    Field.add(r, r, r);
    Field.add(r, r, r);
    Field.square(r, r);
    assertElement(r, a.add(b).shiftLeft(2).pow(2));
  }

  /** Limbs at their largest, which no number of 256 bits gives. */
  @Test
  void elementsAtTheLimitOfTheirLimbsAreMultipliedExactly() {
    long[] largest = {Field.MASK, Field.MASK, Field.MASK, Field.MASK, (1L << 49) - 1};
    BigInteger value = BigInteger.TWO.pow(257).subtract(BigInteger.ONE);
    BigInteger r = BigInteger.TWO.pow(260).modInverse(P);
    long[] result = new long[Field.LIMBS];
    Field.multiply(largest, largest, result);
    assertElement(result, value.multiply(r).pow(2));
    Field.square(largest, result);
    assertElement(result, value.multiply(r).pow(2));
    Field.subtract(new long[Field.LIMBS], largest, result);
    assertElement(result, value.multiply(r).negate());
    Field.add(largest, largest, result);
    assertElement(result, value.multiply(r).shiftLeft(1));
  }

  @Property(tries = 1000)
  void scalarsAreComputedModuloN(
      @ForAll("numbers") BigInteger first, @ForAll("numbers") BigInteger second) {
    BigInteger a = first.mod(N);
    BigInteger b = second.mod(N);
    assertThat(Scalars.reduce(octets(first))).isEqualTo(octets(a));
    assertThat(Scalars.add(octets(a), octets(b))).isEqualTo(octets(a.add(b).mod(N)));
    assertThat(Scalars.subtract(octets(a), octets(b))).isEqualTo(octets(a.subtract(b).mod(N)));
    assertThat(Scalars.multiply(octets(a), octets(b))).isEqualTo(octets(a.multiply(b).mod(N)));
    assertThat(Scalars.inRange(octets(first)))
        .isEqualTo(first.signum() > 0 && first.compareTo(N) < 0);
    if (a.signum() > 0) {
      assertThat(Scalars.invert(octets(a))).isEqualTo(octets(a.modInverse(N)));
    }
  }

  @Property(tries = 150)
  void multiplesOfTheBasePointAreThoseOfBouncyCastle(@ForAll("scalars") BigInteger k) {
    assertThat(CurvePoint.baseTimes(octets(k)).encoded())
        .isEqualTo(BASE.multiply(k).getEncoded(false));
  }

  @Property(tries = 150)
  void multiplesOfAnyPointAreThoseOfBouncyCastle(
      @ForAll("scalars") BigInteger k, @ForAll("scalars") BigInteger m) {
    CurvePoint point = CurvePoint.baseTimes(octets(k));
    ECPoint peer = BASE.multiply(k);
    same(point.times(octets(m)), peer.multiply(m));
    hasX(point, m, k, peer.multiply(k).add(BASE.multiply(m)));
    same(point.plus(CurvePoint.GENERATOR, octets(m)), peer.add(BASE.multiply(m)));
  }

  @Test
  void everySmallAndEveryLargeScalarIsExact() {
    for (int i = 1; i < 70; i++) {
      BigInteger small = BigInteger.valueOf(i);
      for (BigInteger k : List.of(small, N.subtract(small))) {
        same(CurvePoint.baseTimes(octets(k)), BASE.multiply(k));
        same(CurvePoint.GENERATOR.times(octets(k)), BASE.multiply(k));
        hasX(CurvePoint.GENERATOR, k, N.subtract(k), BASE.getCurve().getInfinity());
        hasX(CurvePoint.GENERATOR, k, k, BASE.multiply(k.shiftLeft(1)));
      }
    }
  }

  @Property(tries = 300)
  void pointsBesideTheCurveAreRefused(
      @ForAll("numbers") BigInteger x, @ForAll("numbers") BigInteger y) {
    byte[] octets = new byte[65];
    octets[0] = 4;
    System.arraycopy(octets(x), 0, octets, 1, 32);
    System.arraycopy(octets(y), 0, octets, 33, 32);
    assertThat(CurvePoint.decode(octets)).isNull();
  }

  @Test
  void onlyTheUncompressedFormWithReducedCoordinatesIsAPoint() {
    byte[] octets = CurvePoint.GENERATOR.encoded();
    assertThat(CurvePoint.decode(octets)).isNotNull();
    assertThat(CurvePoint.decode(Arrays.copyOf(octets, 64))).isNull();
    octets[0] = 3;
    assertThat(CurvePoint.decode(octets)).isNull();
    // A point with a small x, and the same x with p added.
    BigInteger x = BigInteger.ONE;
    ECPoint point = null;
    while (point == null) {
      x = x.add(BigInteger.ONE);
      try {
        byte[] compressed = new byte[33];
        compressed[0] = 2;
        System.arraycopy(octets(x), 0, compressed, 1, 32);
        point = BASE.getCurve().decodePoint(compressed);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("point");
      }
    }
    byte[] small = point.getEncoded(false);
    assertThat(CurvePoint.decode(small)).isNotNull();
    System.arraycopy(octets(x.add(P)), 0, small, 1, 32);
    assertThat(CurvePoint.decode(small)).isNull();
  }

  @Provide
  Arbitrary<BigInteger> numbers() {
    BigInteger limit = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    Arbitrary<BigInteger> near =
        Arbitraries.of(
                BigInteger.ZERO, P, N, limit, BigInteger.TWO.pow(224), BigInteger.TWO.pow(208))
            .flatMap(base ->
                Arbitraries.integers()
                    .between(-40, 40)
                    .map(d -> base.add(BigInteger.valueOf(d)).max(BigInteger.ZERO).min(limit)));
    return Arbitraries.oneOf(near, Arbitraries.bigIntegers().between(BigInteger.ZERO, limit));
  }

  @Provide
  Arbitrary<BigInteger> scalars() {
    return numbers().map(k -> k.mod(N)).filter(k -> k.signum() > 0);
  }

  private static void same(@Nullable CurvePoint point, ECPoint peer) {
    if (peer.isInfinity()) {
      assertThat(point).isNull();
    } else {
      assertThat(Objects.requireNonNull(point).encoded()).isEqualTo(peer.getEncoded(false));
    }
  }

  /** Compares a · G + b · point. */
  private static void hasX(CurvePoint point, BigInteger a, BigInteger b, ECPoint sum) {
    BigInteger x =
        sum.isInfinity() ? BigInteger.ZERO : sum.normalize().getAffineXCoord().toBigInteger();
    BigInteger reduced = x.mod(N);
    assertThat(point.combinationHasX(octets(a), octets(b), octets(reduced)))
        .isEqualTo(!sum.isInfinity());
    BigInteger other = reduced.add(BigInteger.ONE).mod(N);
    assertThat(point.combinationHasX(octets(a), octets(b), octets(other))).isFalse();
  }

  private static void assertElement(long[] element, BigInteger expected) {
    byte[] octets = new byte[32];
    Field.toBytes(element, octets, 0);
    assertThat(octets).isEqualTo(octets(expected.mod(P)));
    for (int i = 0; i < 4; i++) {
      assertThat(element[i]).isBetween(0L, Field.MASK);
    }
    assertThat(element[4]).isBetween(0L, (1L << 49) - 1);
  }

  private static byte[] octets(BigInteger number) {
    byte[] octets = new byte[32];
    byte[] bytes = number.toByteArray();
    int n = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - n, octets, 32 - n, n);
    return octets;
  }
}
