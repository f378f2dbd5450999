package dev.edgekeep.keyserver.pkcs11;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A module that is loaded and initialised, once for the process and all its tokens. Many threads
 * may be in it; {@link #restart} and {@link #release} wait until none is. Any thread.
 */
final class Pkcs11Module {
  private static final Map<Path, Pkcs11Module> MODULES = new HashMap<>();
  private static final Duration ENTRY_LIMIT = Duration.ofSeconds(2);
  private static final Duration RESTART_LIMIT = Duration.ofMillis(500);
  private static final Duration RELEASE_LIMIT = Duration.ofSeconds(1);

  private final Path path;
  private final Cryptoki cryptoki;
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  /**
   * The PINs that tokens have accepted since the module was initialised, by their serial numbers.
   */
  private final Map<String, AcceptedPin> pins = new HashMap<>();

  /** The last PIN that each token has refused. */
  private final Map<String, AcceptedPin> refused = new HashMap<>();

  private volatile boolean isFresh = true;
  private int holders;

  private boolean ours;

  /** Counts the initialisations: handles of sessions and objects are valid in one only. */
  private volatile int generation;

  private Pkcs11Module(Path path, Cryptoki cryptoki) {
    this.path = path;
    this.cryptoki = cryptoki;
  }

  /** Calls of the module's functions. */
  interface Call<T> {
    T run() throws Pkcs11Exception;
  }

  /**
   * The module of a path, initialised. The caller gives it back with {@link #release}.
   *
   * @throws Pkcs11Exception when there is no such module
   */
  static Pkcs11Module acquire(Path path) throws Pkcs11Exception {
    synchronized (MODULES) {
      Pkcs11Module module = MODULES.get(path);
      if (module == null) {
        module = new Pkcs11Module(path, new Cryptoki(CryptokiLibrary.load(path)));
        module.initialize();
        MODULES.put(path, module);
      }
      module.holders++;
      return module;
    }
  }

  /**
   * Gives the module back; the last holder finalises it, unless another part of the process has
   * initialised it. While a thread is in one of its functions, a module cannot be finalised
   * (PKCS#11 v2.40 §5.4): then it stays as it is, for the next holder. Waits for at most {@link
   * #RELEASE_LIMIT}.
   */
  void release() {
    synchronized (MODULES) {
      holders--;
      if (holders == 0) {
        if (isFinalized()) {
          MODULES.remove(path);
        }
        forgetPins();
      }
    }
  }

  /** Finalises the module when no thread is in it, and keeps all from entering with old handles. */
  private boolean isFinalized() {
    Lock lock = use.writeLock();
    try {
      enter(lock, RELEASE_LIMIT, "operations with the module's tokens do not end");
    } catch (Pkcs11Exception _) {
      return false;
    }
    try {
      int ended = generation;
      generation = ended + 1;
      if (ours) {
        cryptoki.finish();
        ours = false;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  Cryptoki cryptoki() {
    return cryptoki;
  }

  /** Returns whether no token was opened since it was initialised, so that it sees all tokens. */
  boolean isFresh() {
    return isFresh;
  }

  /** A token was opened. */
  void opened() {
    isFresh = false;
  }

  int generation() {
    return generation;
  }

  /** Initialises the module, unless it is. */
  synchronized void initialize() throws Pkcs11Exception {
    ours |= cryptoki.initialize();
  }

  /**
   * Makes calls with handles of a generation.
   *
   * @throws Pkcs11Exception {@link ReturnValue#CKR_SESSION_HANDLE_INVALID} when the module was
   *     restarted since: an old handle may be another session's by now
   */
  <T> T use(int of, Call<T> call) throws Pkcs11Exception {
    Lock lock = use.readLock();
    enter(lock, ENTRY_LIMIT, "the module is being initialised again");
    try {
      if (of != generation) {
        throw new Pkcs11Exception(
            "the module was initialised again", ReturnValue.CKR_SESSION_HANDLE_INVALID);
      }
      return call.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Finalises the module and initialises it again, which many modules need to see a token that was
   * away (PKCS#11 v2.40 §5.4). All sessions and logins of all its tokens end; their users open them
   * again.
   *
   * @param seen the generation that the caller knows; nothing happens when it is another one
   */
  void restart(int seen) throws Pkcs11Exception {
    restart(seen, () -> null);
  }

  /** As {@link #restart}, with further calls before any other thread. */
  <T extends @Nullable Object> T restart(int seen, Call<T> then) throws Pkcs11Exception {
    Lock lock = use.writeLock();
    enter(lock, RESTART_LIMIT, "operations with the module's tokens do not end");
    try {
      if (seen == generation) {
        if (!ours) {
          throw new Pkcs11Exception(
              "the module was initialised by another part of this process, which alone can do so"
                  + " again");
        }
        generation = seen + 1;
        cryptoki.finish();
        initialize();
      }
      return then.run();
    } finally {
      lock.unlock();
    }
  }

  private static void enter(Lock lock, Duration limit, String otherwise) throws Pkcs11Exception {
    try {
      if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Pkcs11Exception(otherwise);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Pkcs11Exception("interrupted while waiting for the module");
    }
  }

  /** The PIN that a token has accepted; null for none. */
  @Nullable AcceptedPin accepted(TokenInfo token) {
    synchronized (pins) {
      return pins.get(token.serial());
    }
  }

  void accepted(TokenInfo token, AcceptedPin pin) {
    synchronized (pins) {
      AcceptedPin before = pins.put(token.serial(), pin);
      if (before != null && before != pin) {
        before.wipe();
      }
    }
  }

  /** Returns whether the token has refused this PIN: another attempt may lock it. */
  boolean hasRefused(TokenInfo token, char[] pin) {
    synchronized (pins) {
      AcceptedPin last = refused.get(token.serial());
      return last != null && last.is(pin);
    }
  }

  void refused(TokenInfo token, char[] pin) {
    synchronized (pins) {
      refused.put(token.serial(), new AcceptedPin(pin));
    }
  }

  private void forgetPins() {
    synchronized (pins) {
      refused.values().forEach(AcceptedPin::wipe);
      refused.clear();
      pins.values().forEach(AcceptedPin::wipe);
      pins.clear();
    }
  }
}
