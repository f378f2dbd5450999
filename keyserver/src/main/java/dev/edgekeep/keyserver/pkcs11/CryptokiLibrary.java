package dev.edgekeep.keyserver.pkcs11;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * A PKCS#11 module in this process, and its functions. It is never unloaded: modules leave threads
 * and handlers behind that need its code. Any thread.
 */
final class CryptokiLibrary {
  private final Map<CryptokiFunction, MethodHandle> functions;

  private CryptokiLibrary(Map<CryptokiFunction, MethodHandle> functions) {
    this.functions = functions;
  }

  /**
   * @throws Pkcs11Exception when there is no such library, or it is not a PKCS#11 module
   */
  static CryptokiLibrary load(Path path) throws Pkcs11Exception {
    if (ValueLayout.ADDRESS.byteSize() != Long.BYTES || isWindows()) {
      throw new Pkcs11Exception("PKCS#11 modules are supported on 64-bit Unix only");
    }
    if (!Files.isRegularFile(path)) {
      throw new Pkcs11Exception("there is no module %s".formatted(path));
    }
    MemorySegment list = functionList(path);
    Map<CryptokiFunction, MethodHandle> functions = new EnumMap<>(CryptokiFunction.class);
    for (CryptokiFunction function : CryptokiFunction.values()) {
      MemorySegment address = list.get(ValueLayout.ADDRESS, function.offset());
      functions.put(function, handle(address, function.descriptor()));
    }
    return new CryptokiLibrary(functions);
  }

  private static boolean isWindows() {
    return System.getProperty("os.name", "").startsWith("Windows");
  }

  @SuppressWarnings("restricted") // foreign code is what this class is for
  private static MemorySegment functionList(Path path) throws Pkcs11Exception {
    MemorySegment symbol;
    try {
      symbol =
          SymbolLookup.libraryLookup(path, Arena.global())
              .find("C_GetFunctionList")
              .orElseThrow(() ->
                  new Pkcs11Exception(
                      "%s is not a PKCS#11 module: it has no C_GetFunctionList".formatted(path)));
    } catch (IllegalArgumentException e) {
      throw new Pkcs11Exception("%s is not a library for this machine".formatted(path));
    }
    MethodHandle getFunctionList =
        handle(symbol, FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocate(ValueLayout.ADDRESS);
      long result = invoke(getFunctionList, pointer);
      if (result != 0) {
        throw Pkcs11Exception.returned("C_GetFunctionList", result);
      }
      return pointer.get(ValueLayout.ADDRESS, 0).reinterpret(CryptokiFunction.listBytes());
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(MemorySegment address, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }

  /** Calls a function, and returns its value. Blocks for as long as the token does. */
  long call(CryptokiFunction function, Object... arguments) {
    MethodHandle handle = functions.get(function);
    if (handle == null) {
      throw new IllegalStateException("no function " + function);
    }
    return invoke(handle, arguments);
  }

  private static long invoke(MethodHandle handle, Object... arguments) {
    try {
      return (long) handle.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("native code threw", e);
    }
  }

  /** As {@link #call}; every value but CKR_OK is an exception. */
  void require(CryptokiFunction function, Object... arguments) throws Pkcs11Exception {
    long result = call(function, arguments);
    if (result != 0) {
      throw Pkcs11Exception.returned(function.name(), result);
    }
  }
}
