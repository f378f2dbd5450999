package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.testing.SoftHsm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that forgets us, as when it is taken out or restarted, is opened again. */
class TokenRecoveryTest {
  private static final byte[] DIGEST = new byte[32];

  @TempDir Path dir;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T00:00:00Z"));
  private SoftHsm hsm;
  private Path pin;
  private KeySources sources;
  private HeldKey key;

  @BeforeEach
  void aKeyInUse() throws Exception {
    hsm = new SoftHsm(dir).token("t", "1234");
    hsm.importKey("t", "1234", "EC -pkeyopt ec_paramgen_curve:P-256", "one", "01");
    pin = Files.writeString(dir.resolve("pin"), "1234");
    sources = new KeySources(CryptoProvider.fastest(), now::get);
    key = load().keys().keys().iterator().next();
  }

  @AfterEach
  void close() {
    sources.close();
  }

  private KeyLoad.Loaded load() throws Exception {
    KeyLoad load = sources.load(List.of(TokenUris.token("t", "&pin-source=" + pin)));
    assertThat(load).isInstanceOf(KeyLoad.Loaded.class);
    return (KeyLoad.Loaded) load;
  }

  private void sign() throws Exception {
    assertThat(key.perform(Opcode.ECDSA_SIGN_SHA256, DIGEST)).isNotEmpty();
  }

  private long slot() throws Exception {
    String slots = hsm.program().run("softhsm2-util --show-slots");
    String number = slots.substring(slots.indexOf("Slot ") + 5).lines().findFirst().orElseThrow();
    return Long.parseLong(number.strip());
  }

  /** Ends the login, and makes every handle invalid. */
  private void loseSessions() throws Exception {
    assertThat(SoftHsm.call("C_CloseAllSessions", slot())).isZero();
  }

  @Test
  void sessionsThatWereClosedAreOpenedAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      loseSessions();
      sign();
    }
  }

  @Test
  void aReloadOpensThemAgainToo() throws Exception {
    loseSessions();
    assertThat(load().keys().size()).isOne();
    sign();
  }

  @Test
  void aModuleThatWasFinishedIsInitialisedAgain() throws Exception {
    assertThat(SoftHsm.call("C_Finalize", 0)).isZero();
    sign();
  }

  @Test
  void operationsOnManyThreadsAllComeThrough() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(48)) {
      List<Future<?>> started = new ArrayList<>();
      for (int i = 0; i < 48; i++) {
        started.add(
            threads.submit(() -> {
              for (int n = 0; n < 20; n++) {
                sign();
              }
              return null;
            }));
      }
      for (Future<?> one : started) {
        one.get(5, TimeUnit.MINUTES);
      }
    }
  }

  /** Five wrong ones in a row lock many a token for good. */
  @Test
  void aPinThatIsRefusedIsNotTriedAgainUntilSomebodyReloads() throws Exception {
    Files.writeString(pin, "4321");
    loseSessions();
    assertThatThrownBy(this::sign).hasMessageContaining("the token refuses the PIN");
    Files.writeString(pin, "1234");
    now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
    assertThatThrownBy(this::sign).hasMessageContaining("the token refuses the PIN");
    load();
    sign();
  }

  @Test
  void aTokenThatIsGoneIsLookedForAgainASecondLater() throws Exception {
    Path away = dir.resolve("away");
    Files.move(dir.resolve("tokens"), away);
    Files.createDirectory(dir.resolve("tokens"));
    assertThat(SoftHsm.call("C_Finalize", 0)).isZero();
    assertThatThrownBy(this::sign).hasMessageContaining("there is no such token");
    Files.delete(dir.resolve("tokens"));
    Files.move(away, dir.resolve("tokens"));
    assertThat(SoftHsm.call("C_Finalize", 0)).isZero();
    assertThatThrownBy(this::sign).hasMessageContaining("there is no such token");
    now.updateAndGet(time -> time.plusSeconds(1));
    sign();
  }

  @Test
  void aKeyThatIsNoLongerOnTheTokenFails() throws Exception {
    hsm.tool("t", "1234", "--delete-object --type privkey --id 01");
    assertThatThrownBy(this::sign).hasMessageContaining("the key is no longer on the token");
  }
}
