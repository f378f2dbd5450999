package dev.edgekeep.tls.boringssl;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The native context behind Netty's: what the functions of tcnative's {@code SSLContext} take.
 * Netty hands out the {@code SSL_CTX} inside it only, which is another pointer.
 */
public final class NativeContext {
  private static final VarHandle POINTER = pointerField();

  private NativeContext() {}

  /** Valid for as long as the context is not released. */
  public static long of(ReferenceCountedOpenSslContext context) {
    return (long) POINTER.get(context);
  }

  private static VarHandle pointerField() {
    try {
      return MethodHandles.privateLookupIn(
              ReferenceCountedOpenSslContext.class, MethodHandles.lookup())
          .findVarHandle(ReferenceCountedOpenSslContext.class, "ctx", long.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Netty keeps its TLS context elsewhere", e);
    }
  }
}
