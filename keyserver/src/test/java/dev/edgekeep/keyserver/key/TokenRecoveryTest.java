package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyserver.pkcs11.TokenListener;
import dev.edgekeep.testing.SoftHsm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that forgets us, as when it is taken out or restarted, is opened again. */
class TokenRecoveryTest {
  private static final byte[] DIGEST = new byte[32];

  @TempDir Path dir;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T00:00:00Z"));
  private final List<String> told = new CopyOnWriteArrayList<>();
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
    sources.listen(
        new TokenListener() {
          @Override
          public void lost(String token, String why) {
            told.add("lost %s: %s".formatted(token, why));
          }

          @Override
          public void returned(String token) {
            told.add("returned " + token);
          }
        });
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
    hsm.tool("t", "1234", "--change-pin --new-pin 4321");
    assertThat(SoftHsm.call("C_Finalize", 0)).isZero();
    assertThatThrownBy(this::sign).hasMessageContaining("the token refuses the PIN");
    hsm.tool("t", "4321", "--change-pin --new-pin 1234");
    now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
    assertThatThrownBy(this::sign).hasMessageContaining("the token refuses the PIN");
    assertThat(SoftHsm.call("C_Finalize", 0)).isZero();
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

  /** SoftHSM never searches again for a token that it has open: the module has to be restarted. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTokenThatComesBackIsUsableAgainAndItsLossAndReturnAreTold(boolean isFolderLeft)
      throws Exception {
    for (int round = 0; round < 2; round++) {
      told.clear();
      Path away = dir.resolve("away");
      Files.move(dir.resolve("tokens"), away);
      if (isFolderLeft) {
        Files.createDirectory(dir.resolve("tokens"));
      }
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(this::sign).isInstanceOf(KeyOperationException.class);
        now.updateAndGet(time -> time.plusSeconds(1));
      }
      assertThat(told).singleElement().asString().startsWith("lost t: ");
      assertThat(sources.tokens()).containsEntry("t", false);
      assertThat(sources.load(List.of(TokenUris.token("t", "&pin-source=" + pin))))
          .isInstanceOf(KeyLoad.Refused.class);
      Files.deleteIfExists(dir.resolve("tokens"));
      Files.move(away, dir.resolve("tokens"));
      now.updateAndGet(time -> time.plusSeconds(1));
      sign();
      assertThat(told).hasSize(2).last().isEqualTo("returned t");
      assertThat(sources.tokens()).containsEntry("t", true);
      assertThat(load().keys().size()).isOne();
    }
  }

  @Test
  void aTokenThatWasMadeSinceIsFoundByAReloadAndTheOthersGoOn() throws Exception {
    hsm.token("other", "5678");
    hsm.importKey("other", "5678", "EC -pkeyopt ec_paramgen_curve:P-256", "two", "02");
    KeySource second = TokenUris.token("other", "&pin-value=5678");
    KeyLoad load = sources.load(List.of(TokenUris.token("t", "&pin-source=" + pin), second));
    assertThat(((KeyLoad.Loaded) load).keys().size()).isEqualTo(2);
    loseSessions();
    for (HeldKey each : ((KeyLoad.Loaded) load).keys().keys()) {
      for (int i = 0; i < 5; i++) {
        assertThat(each.perform(Opcode.ECDSA_SIGN_SHA256, DIGEST)).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4321", "", "\n1234"})
  void aReloadRefusesAPinThatTheNextStartWouldFailOfAndTheOldOneStaysInUse(String wrong)
      throws Exception {
    Files.writeString(pin, wrong);
    for (int i = 0; i < 20; i++) { // as often as would lock many a token
      assertThat(refusal()).containsAnyOf("refuse", "empty");
    }
    sign();
    loseSessions();
    sign();
    Files.writeString(pin, "1234");
    load();
    sign();
  }

  @Test
  void aReloadRefusesAPinFileThatIsMissing() throws Exception {
    Files.delete(pin);
    assertThat(refusal()).contains("the PIN cannot be read");
    sign();
  }

  @Test
  void aReloadAcceptsAPinThatWasChangedOnTheTokenToo() throws Exception {
    hsm.tool("t", "1234", "--change-pin --new-pin 98765");
    Files.writeString(pin, "98765");
    load();
    sign();
    loseSessions();
    sign();
  }

  @Test
  void aSecondEntryForATokenThatIsOpenNeedsItsPinToo() throws Exception {
    KeySource first = TokenUris.token("t", "&pin-source=" + pin);
    KeySource wrong = TokenUris.token("t", "&pin-value=4321");
    assertThat(sources.load(List.of(first, wrong)))
        .isInstanceOfSatisfying(
            KeyLoad.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .contains("the token refuses the PIN"));
    sign();
  }

  private String refusal() throws Exception {
    KeyLoad load = sources.load(List.of(TokenUris.token("t", "&pin-source=" + pin)));
    return ((KeyLoad.Refused) load).problems().toString();
  }

  @Test
  void aKeyThatIsNoLongerOnTheTokenFails() throws Exception {
    hsm.tool("t", "1234", "--delete-object --type privkey --id 01");
    assertThatThrownBy(this::sign).hasMessageContaining("the key is no longer on the token");
  }
}
