package dev.edgekeep.control.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Signing in with a password. Wrong passwords are counted for each user and address together, for
 * each address, and, where the user has signed in with the browser before, for the browser alone:
 * nobody's attempts from elsewhere keep a user out. Blocks; any thread.
 */
public final class SignIn {
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int OF_USER_AND_ADDRESS = 5;
  private static final int OF_ADDRESS = 30;
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
    Optional<Users.Known> known = users.find(name.strip().toLowerCase(Locale.ROOT));
    boolean isKnownBrowser = known.isPresent() && browsers.knows(known.get().user(), browser);
    Counters counters = new Counters(name, address, isKnownBrowser ? browser : Optional.empty());
    counters.requireFew();
    boolean isRight = known.isPresent() && passwords.matches(password, known.get().password());
    if (known.isEmpty()) {
      passwords.matchesNobody(password);
    }
    if (!isRight) {
      counters.count();
      return Optional.empty();
    }
    counters.forget();
    return known.map(Users.Known::user);
  }

  /** Remembers the browser in which a user has signed in. */
  public Secret remember(User user) {
    return browsers.remember(user);
  }

  /** The counts that an attempt adds to. */
  private final class Counters {
    private final String first;
    private final int most;
    private final String ofAddress;
    private final boolean isKnownBrowser;

    private Counters(String name, String address, Optional<Secret> browser) {
      this.isKnownBrowser = browser.isPresent();
      this.first =
          browser.map(secret -> "b " + secret.id()).orElseGet(() -> "u " + address + " " + name);
      this.most = isKnownBrowser ? OF_BROWSER : OF_USER_AND_ADDRESS;
      this.ofAddress = "a " + address;
    }

    private void requireFew() {
      if (count(first) >= most || (!isKnownBrowser && count(ofAddress) >= OF_ADDRESS)) {
        throw DomainException.tooMany(
            "too many wrong passwords; wait %d minutes, or use a one-time link"
                .formatted(WINDOW.toMinutes()),
            WINDOW);
      }
    }

    private int count(String key) {
      AtomicInteger count = failures.getIfPresent(key);
      return count == null ? 0 : count.get();
    }

    private void count() {
      add(first);
      if (!isKnownBrowser) {
        add(ofAddress);
      }
    }

    private void add(String key) {
      int _ = failures.get(key, any -> new AtomicInteger()).incrementAndGet();
    }

    private void forget() {
      failures.invalidate(first);
    }
  }
}
