package dev.edgekeep.daemon.signal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * POSIX signals. The class for them, {@code sun.misc.Signal}, exists in every JDK but is hidden
 * from the compiler, so it is called by reflection.
 */
public final class Signals {
  private Signals() {}

  /**
   * Replaces the platform's reaction to a signal: runs {@code action} in a separate thread each
   * time the signal comes.
   *
   * @param name without {@code SIG}: {@code TERM}
   */
  public static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object instance = signal.getConstructor(String.class).newInstance(name);
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handler}, calling(action));
      signal.getMethod("handle", signal, handler).invoke(null, instance, proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java platform has no signal " + name, e);
    }
  }

  private static InvocationHandler calling(Runnable action) {
    return (_, method, arguments) -> {
      if (!method.getName().equals("handle")) {
        return method.invoke(action, arguments); // equals, hashCode, toString
      }
      action.run();
      return null;
    };
  }
}
