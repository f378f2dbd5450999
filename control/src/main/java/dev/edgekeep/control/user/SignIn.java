package dev.edgekeep.control.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Signing in with a password. Wrong passwords are counted for each user and network together, for
 * each network, and, where the user has signed in with the browser before, for the browser alone:
 * nobody's attempts from elsewhere keep a user out. Blocks; any thread.
 */
public final class SignIn {
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int OF_USER_AND_NETWORK = 5;
  private static final int OF_NETWORK = 30;
  private static final int OF_BROWSER = 10;
  private static final int REMEMBERED = 100_000;

  private final Users users;
  private final Passwords passwords;
  private final Browsers browsers;
  private final Cache<String, AtomicInteger> failures;

  public SignIn(Store store, Users users, Passwords passwords, InstantSource clock) {
    this.users = users;
    this.passwords = passwords;
    this.browsers = new Browsers(store, clock);
    this.failures =
        Caffeine.newBuilder()
            .expireAfterWrite(WINDOW)
            .maximumSize(REMEMBERED)
            .ticker(() -> clock.millis() * 1_000_000)
            .build();
  }

  /**
   * The user with this name and password; empty: the one or the other is wrong.
   *
   * @param browser the secret of a browser in which somebody has signed in
   * @throws DomainException when too many attempts were made
   */
  public Optional<User> withPassword(
      String name, String password, String address, Optional<Secret> browser) {
    String wanted = Users.normalized(name);
    Optional<Users.Known> known = wanted.isEmpty() ? Optional.empty() : users.find(wanted);
    boolean isKnownBrowser = known.isPresent() && browsers.knows(known.get().user(), browser);
    Attempt attempt =
        new Attempt(wanted, ClientNetwork.of(address), isKnownBrowser ? browser : Optional.empty());
    attempt.count();
    if (!isRight(known, password, isKnownBrowser, attempt)) {
      return Optional.empty();
    }
    attempt.takeBack();
    failures.invalidate(attempt.key);
    return known.map(Users.Known::user);
  }

  private boolean isRight(
      Optional<Users.Known> known, String password, boolean isKnownBrowser, Attempt attempt) {
    try {
      return known.isPresent()
          ? passwords.matches(password, known.get().password(), isKnownBrowser)
          : passwords.matchesNobody(password);
    } catch (DomainException e) {
      // Nothing was compared.
      attempt.takeBack();
      throw e;
    }
  }

  /** Remembers the browser in which a user has signed in. */
  public Secret remember(User user) {
    return browsers.remember(user);
  }

  private AtomicInteger counter(String key) {
    return failures.get(key, any -> new AtomicInteger());
  }

  /**
   * An attempt, which counts as wrong until it is known to be right: attempts at the same time do
   * not pass the limit together.
   */
  private final class Attempt {
    private final String key;
    private final int most;
    private final AtomicInteger ofKey;
    private final @Nullable AtomicInteger ofNetwork;

    private Attempt(String name, String network, Optional<Secret> browser) {
      this.key = browser.map(secret -> "b " + secret.id()).orElse("u " + network + " " + name);
      this.most = browser.isPresent() ? OF_BROWSER : OF_USER_AND_NETWORK;
      this.ofKey = counter(key);
      this.ofNetwork = browser.isPresent() ? null : counter("a " + network);
    }

    private void count() {
      int first = ofKey.incrementAndGet();
      int all = ofNetwork == null ? 0 : ofNetwork.incrementAndGet();
      if (first > most || all > OF_NETWORK) {
        takeBack();
        throw DomainException.tooMany(
            "too many wrong passwords; wait %d minutes, or use a one-time link"
                .formatted(WINDOW.toMinutes()),
            WINDOW);
      }
    }

    private void takeBack() {
      int _ = ofKey.decrementAndGet();
      if (ofNetwork != null) {
        int _ = ofNetwork.decrementAndGet();
      }
    }
  }
}
