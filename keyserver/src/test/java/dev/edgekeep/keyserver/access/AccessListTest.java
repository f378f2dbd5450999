package dev.edgekeep.keyserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.keyserver.access.EdgeAccess.Decision;
import dev.edgekeep.keyserver.access.EdgeIdentity.Names;
import dev.edgekeep.x509.cert.Name;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessListTest {
  private static final SubjectKeyId ONE = new SubjectKeyId(1, 0, 0);
  private static final SubjectKeyId TWO = new SubjectKeyId(2, 0, 0);
  private static final Set<KeyUse> BOTH = EnumSet.allOf(KeyUse.class);
  private static final Names EDGE =
      new Names(Name.parse("CN=edge-1"), List.of("edge.example"), List.of());

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
  private final RateLimits rates = new RateLimits(nanoTime::get);

  @Test
  void withoutAListEveryEdgeMayDoEverything() {
    EdgeAccess access = AccessList.EVERYBODY.of(EDGE, rates);
    assertThat(access.ask(ONE, KeyUse.DECRYPT)).isEqualTo(Decision.ALLOWED);
    assertThat(access.isNothing()).isFalse();
  }

  @Test
  void withAnEmptyListNobodyMayDoAnything() {
    EdgeAccess access = access();
    assertThat(access.ask(ONE, KeyUse.SIGN)).isEqualTo(Decision.NOT_ALLOWED);
    assertThat(access.isNothing()).isTrue();
  }

  @Test
  void anEmptyListOfKeysOrOperationsAllowsNone() {
    assertThat(access(entry("CN=edge-1", Set.of(), BOTH, 0)).ask(ONE, KeyUse.SIGN))
        .isEqualTo(Decision.NOT_ALLOWED);
    assertThat(access(entry("CN=edge-1", null, Set.of(), 0)).ask(ONE, KeyUse.SIGN))
        .isEqualTo(Decision.NOT_ALLOWED);
  }

  @Test
  void anyEntryThatNamesTheEdgeMayAllowAnOperation() {
    EdgeAccess access =
        access(
            entry("CN=edge-1", Set.of(ONE), EnumSet.of(KeyUse.SIGN), 0),
            entry("edge.example", Set.of(TWO), EnumSet.of(KeyUse.DECRYPT), 0),
            entry("CN=edge-2", null, BOTH, 0));
    assertThat(access.ask(ONE, KeyUse.SIGN)).isEqualTo(Decision.ALLOWED);
    assertThat(access.ask(TWO, KeyUse.DECRYPT)).isEqualTo(Decision.ALLOWED);
    assertThat(access.ask(ONE, KeyUse.DECRYPT)).isEqualTo(Decision.NOT_ALLOWED);
    assertThat(access.ask(TWO, KeyUse.SIGN)).isEqualTo(Decision.NOT_ALLOWED);
  }

  @Test
  void aSecondsWorthMayBeUsedAtOnceAndComesBackOverASecond() {
    EdgeAccess access = access(entry("CN=edge-1", null, BOTH, 4));
    assertThat(allowed(access, 10)).isEqualTo(4);
    nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(499));
    assertThat(allowed(access, 10)).isEqualTo(1);
    nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(501));
    assertThat(allowed(access, 10)).isEqualTo(3);
    nanoTime.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(allowed(access, 10)).isEqualTo(4);
  }

  @Test
  void anEdgeThatTwoEntriesNameHasTheTokensOfBoth() {
    EdgeAccess access =
        access(entry("CN=edge-1", null, BOTH, 2), entry("edge.example", Set.of(ONE), BOTH, 3));
    assertThat(allowed(access, 10)).isEqualTo(5);
    assertThat(access.ask(TWO, KeyUse.SIGN)).isEqualTo(Decision.RATE_LIMITED);
  }

  @Test
  void neitherAnotherConnectionNorAReloadBringsTokens() {
    Permission entry = entry("CN=edge-1", null, BOTH, 2);
    assertThat(allowed(access(entry), 10)).isEqualTo(2);
    assertThat(allowed(access(entry), 10)).isZero();
    rates.keepOnly(List.of(entry));
    assertThat(allowed(access(entry), 10)).isZero();
    rates.keepOnly(List.of());
    assertThat(allowed(access(entry), 10)).isEqualTo(2);
  }

  @Test
  void whatAnEntryDoesNotAllowTakesNoToken() {
    EdgeAccess access = access(entry("CN=edge-1", Set.of(ONE), BOTH, 1));
    assertThat(access.ask(TWO, KeyUse.SIGN)).isEqualTo(Decision.NOT_ALLOWED);
    assertThat(access.ask(ONE, KeyUse.SIGN)).isEqualTo(Decision.ALLOWED);
  }

  /** In any time, no more than its rate allows and a burst of one second's worth. */
  @Property
  void noPatternOfRequestsGetsMoreThanTheRate(
      @ForAll @IntRange(min = 1, max = 1_000) int perSecond,
      @ForAll @Size(max = 100) List<@IntRange(min = 0, max = 500_000_000) Integer> pauses) {
    EdgeAccess access = access(entry("CN=edge-1", null, BOTH, perSecond));
    long start = nanoTime.get();
    long done = 0;
    for (int pause : pauses) {
      nanoTime.addAndGet(pause);
      done += allowed(access, 20);
      double seconds = (nanoTime.get() - start) / 1e9;
      assertThat((double) done).isLessThanOrEqualTo(perSecond + seconds * perSecond * 1.001 + 1);
    }
  }

  private static int allowed(EdgeAccess access, int asked) {
    int allowed = 0;
    for (int i = 0; i < asked; i++) {
      if (access.ask(ONE, KeyUse.SIGN) == Decision.ALLOWED) {
        allowed++;
      }
    }
    return allowed;
  }

  private EdgeAccess access(Permission... entries) {
    return new AccessList(List.of(entries)).of(EDGE, rates);
  }

  private static Permission entry(
      String edge, @Nullable Set<SubjectKeyId> keys, Set<KeyUse> uses, int perSecond) {
    return new Permission(EdgeName.parse(edge), keys, uses, perSecond);
  }
}
