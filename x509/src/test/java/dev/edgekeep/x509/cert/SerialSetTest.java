package dev.edgekeep.x509.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.testing.TestCa;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A set of serial numbers behaves like a set of the Java library. */
class SerialSetTest {
  private static final int MANY = 1_000_000;

  /** A change of a set. */
  record Step(boolean adds, SerialNumber serial) {}

  @Property(tries = 300)
  void changesGiveTheSameSetAsInTheJavaLibrary(
      @ForAll("serials") List<SerialNumber> first, @ForAll("steps") List<Step> steps) {
    SerialSet set = SerialSet.of(first);
    Set<SerialNumber> expected = new HashSet<>(first);
    for (Step step : steps) {
      set = step.adds ? set.with(step.serial) : set.without(step.serial);
      if (step.adds) {
        expected.add(step.serial);
      } else {
        expected.remove(step.serial);
      }
      assertThat(set.contains(step.serial)).isEqualTo(step.adds);
    }
    assertThat(contents(set)).isEqualTo(expected);
    assertThat(set.size()).isEqualTo(expected.size());
    assertThat(set).isEqualTo(SerialSet.of(expected)).hasSameHashCodeAs(SerialSet.of(expected));
  }

  @Property(tries = 300)
  void aSetIsEqualToNoOther(
      @ForAll("serials") List<SerialNumber> some, @ForAll("serials") List<SerialNumber> others) {
    assertThat(SerialSet.of(some).equals(SerialSet.of(others)))
        .isEqualTo(Set.copyOf(some).equals(Set.copyOf(others)));
  }

  @Provide
  Arbitrary<List<SerialNumber>> serials() {
    return serial().list().ofMaxSize(60);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(true, false), serial())
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }

  /** Few enough for collisions, and around every boundary: signs, 64, 128 and 160 bits. */
  private static Arbitrary<SerialNumber> serial() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 63, 64, 65, 127, 128, 129, 160),
            Arbitraries.integers().between(-2, 2),
            Arbitraries.of(true, false))
        .as((bits, offset, negative) -> {
          BigInteger value = BigInteger.TWO.pow(bits).add(BigInteger.valueOf(offset));
          return new SerialNumber(negative ? value.negate() : value);
        });
  }

  @Test
  void aChangeWithoutEffectReturnsTheSameSet() {
    SerialNumber serial = SerialNumber.parse("0a:1b");
    SerialSet set = SerialSet.of(serial);
    assertThat(set.with(serial)).isSameAs(set);
    assertThat(set.without(SerialNumber.parse("01"))).isSameAs(set);
    assertThat(set.without(serial)).isSameAs(SerialSet.EMPTY);
  }

  @Test
  void aMillionIsExactAfterAdditionsAndRemovals() {
    Random random = new Random(1);
    List<SerialNumber> serials = new ArrayList<>(MANY);
    for (int i = 0; i < MANY; i++) {
      serials.add(new SerialNumber(new BigInteger(127, random).setBit(126)));
    }
    SerialSet set = SerialSet.of(serials);
    for (int i = 0; i < 3_000; i++) {
      set = set.without(serials.get(i * 7)).with(SerialNumber.parse(Integer.toHexString(i)));
    }
    assertThat(set.size()).isEqualTo(MANY);
    for (int i = 0; i < 30_000; i++) {
      SerialNumber serial = serials.get(i);
      assertThat(set.contains(serial)).isEqualTo(i % 7 != 0 || i >= 21_000);
      assertThat(set.contains(new SerialNumber(serial.value().flipBit(3)))).isFalse();
    }
    for (int i = 0; i < 3_000; i++) {
      assertThat(set.contains(SerialNumber.parse(Integer.toHexString(i)))).isTrue();
    }
  }

  @Test
  void aChangeOfOneAmongManyChangesOneShard() {
    SerialSet set =
        SerialSet.of(IntStream.range(0, 100_000).mapToObj(SerialSetTest::serial).toList());
    SerialSet more = set.with(serial(100_000));
    assertThat(set.shards())
        .hasSizeGreaterThan(100)
        .allMatch(shard -> shard.serials().size() <= 512);
    List<SerialShard> changed = more.shardsNotIn(set);
    assertThat(changed).hasSize(1);
    assertThat(changed.getFirst().serials()).contains(serial(100_000));
    assertThat(more.shard(changed.getFirst().name())).isEqualTo(changed.getFirst());
    assertThat(more.shard("no such name")).isNull();
  }

  /** Around the size at which a shard is split, and back. */
  @Test
  void theShardsDependOnTheNumbersOnly() {
    SerialSet grown = SerialSet.EMPTY.with(serial(-1));
    List<SerialNumber> serials = new ArrayList<>(List.of(serial(-1)));
    for (int i = 0; i < 1_500; i++) {
      grown = grown.with(serial(i));
      serials.add(serial(i));
    }
    assertThat(grown.shards()).isEqualTo(SerialSet.of(serials).shards());
    SerialSet shrunk = grown;
    for (int i = 1_499; i >= 500; i--) {
      shrunk = shrunk.without(serial(i));
    }
    assertThat(shrunk.shards())
        .isEqualTo(SerialSet.of(serials.subList(0, 501)).shards())
        .hasSize(2);
    assertThat(shrunk.shards().stream().flatMap(shard -> shard.serials().stream()))
        .containsExactlyInAnyOrderElementsOf(serials.subList(0, 501));
  }

  private static SerialNumber serial(int value) {
    return new SerialNumber(BigInteger.valueOf(value));
  }

  @Test
  void theSerialNumberOfACertificateIsLookedUpAsItIsEncoded() {
    TestCa ca = TestCa.root("CN=Root");
    for (int bits : new int[] {7, 8, 63, 64, 65, 127, 128, 129, 152}) {
      for (BigInteger value : List.of(ones(bits), ones(bits).negate())) {
        SerialNumber serial = new SerialNumber(value);
        Certificate certificate = ca.issue("CN=x", TestCa.leaf().serial(value));
        SerialSet set = SerialSet.of(SerialNumber.parse("0102"), serial);
        assertThat(set.containsSerialOf(certificate)).as("%s", serial).isTrue();
        assertThat(set.without(serial).containsSerialOf(certificate)).as("%s", serial).isFalse();
      }
    }
  }

  private static BigInteger ones(int bits) {
    return BigInteger.TWO.pow(bits).subtract(BigInteger.ONE);
  }

  private static Set<SerialNumber> contents(SerialSet set) {
    Set<SerialNumber> contents = new HashSet<>();
    set.forEach(contents::add);
    return contents;
  }
}
