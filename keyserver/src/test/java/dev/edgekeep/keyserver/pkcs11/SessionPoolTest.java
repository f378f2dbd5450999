package dev.edgekeep.keyserver.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.testing.SoftHsm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions are few, are used by one at a time, and end when they should. */
class SessionPoolTest {
  @TempDir Path dir;
  private Pkcs11Module module;
  private SessionPool pool;

  @BeforeEach
  void aPoolOfTwo() throws Exception {
    new SoftHsm(dir).token("t", "1234");
    module = Pkcs11Module.acquire(SoftHsm.MODULE);
    long slot = module.cryptoki().slots()[0];
    pool = new SessionPool(module.cryptoki(), slot, 2, Duration.ofMillis(20));
  }

  @AfterEach
  void close() {
    module.release();
  }

  private long session() throws Pkcs11Exception {
    return pool.use(session -> session);
  }

  @Test
  void aSessionIsUsedAgain() throws Exception {
    assertThat(session()).isEqualTo(session());
  }

  @Test
  void oneThatIsInUseIsNotGivenToAnother() throws Exception {
    pool.use(one -> {
      assertThat(session()).isNotEqualTo(one);
      return one;
    });
  }

  @Test
  void whoFindsNoneFreeWaitsNoLongerThanTheLimit() throws Exception {
    pool.use(one ->
        pool.use(two -> {
          assertThatThrownBy(this::session).hasMessage("all 2 sessions with the token are busy");
          return two;
        }));
    assertThat(session()).isPositive();
  }

  @Test
  void aSessionThatFailedIsClosedAndReplaced() throws Exception {
    long[] failed = new long[1];
    assertThatThrownBy(() ->
            pool.use(session -> {
              failed[0] = session;
              throw new Pkcs11Exception("no luck");
            }))
        .hasMessage("no luck");
    assertThat(session()).isNotEqualTo(failed[0]);
    assertThat(SoftHsm.call("C_CloseSession", failed[0])).isNotZero();
  }

  @Test
  void aClosedPoolEndsItsSessionsAndSaysThatTheyAreLost() throws Exception {
    long session = session();
    pool.close(Duration.ofSeconds(1));
    assertThat(SoftHsm.call("C_CloseSession", session)).isNotZero();
    assertThatThrownBy(this::session)
        .isInstanceOfSatisfying(Pkcs11Exception.class, e -> assertThat(e.isSessionLost()).isTrue());
  }

  @Test
  void aSessionInUseWhileThePoolIsClosedEndsAfterwards() throws Exception {
    long used =
        pool.use(session -> {
          pool.close(Duration.ofMillis(1));
          return session;
        });
    assertThat(SoftHsm.call("C_CloseSession", used)).isNotZero();
  }
}
