package dev.edgekeep.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * SoftHSM with its tokens in a folder of the test. The module finds the folder through an
 * environment variable of this process each time it is initialised, so use one instance at a time,
 * and close it before the next.
 */
@SuppressWarnings("restricted") // the environment of the process is out of Java's reach
public final class SoftHsm {
  /** The module, at one of the places where distributions install it. */
  public static final Path MODULE =
      Stream.of(
              "/usr/lib/softhsm/libsofthsm2.so",
              "/usr/lib64/pkcs11/libsofthsm2.so",
              "/usr/lib64/softhsm/libsofthsm2.so",
              "/usr/local/lib/softhsm/libsofthsm2.so",
              "/opt/homebrew/lib/softhsm/libsofthsm2.so")
          .map(Path::of)
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("these tests need the package softhsm2"));

  private static final String VARIABLE = "SOFTHSM2_CONF";

  private final Path folder;
  private final Program program;

  /**
   * @param settings additional lines of SoftHSM's configuration
   */
  public SoftHsm(Path folder, String... settings) throws IOException {
    this.folder = folder;
    Path tokens = Files.createDirectories(folder.resolve("tokens"));
    Path configuration = folder.resolve("softhsm2.conf");
    Files.writeString(
        configuration,
        "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n%s\n"
            .formatted(tokens, String.join("\n", settings)));
    this.program = new Program(folder, Map.of(VARIABLE, configuration.toString()));
    setVariable(configuration.toString());
  }

  private static void setVariable(String value) {
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      MemorySegment setenv = linker.defaultLookup().find("setenv").orElseThrow();
      FunctionDescriptor descriptor =
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
      int result =
          (int)
              linker
                  .downcallHandle(setenv, descriptor)
                  .invokeWithArguments(arena.allocateFrom(VARIABLE), arena.allocateFrom(value), 1);
      if (result != 0) {
        throw new IllegalStateException("setenv failed");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Creates an empty token. */
  public SoftHsm token(String label, String pin) throws IOException, InterruptedException {
    program.run(
        List.of(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            label,
            "--so-pin",
            "87654321",
            "--pin",
            pin));
    return this;
  }

  /** Generates a key pair with openssl, and imports it into a token. */
  public Path importKey(String token, String pin, String algorithm, String label, String id)
      throws IOException, InterruptedException {
    Path file = folder.resolve(id + ".pkcs8");
    program.run("openssl genpkey -out %s -algorithm %s".formatted(file, algorithm));
    program.run(
        List.of(
            "softhsm2-util",
            "--import",
            file.toString(),
            "--token",
            token,
            "--label",
            label,
            "--id",
            id,
            "--pin",
            pin));
    return file;
  }

  /** Runs {@code pkcs11-tool} of OpenSC after a login to the token. */
  public String tool(String token, String pin, String arguments)
      throws IOException, InterruptedException {
    return program.run(
        "pkcs11-tool --module %s --token-label %s --login --pin %s %s"
            .formatted(MODULE, token, pin, arguments));
  }

  public Program program() {
    return program;
  }

  /** Calls a function of the module directly, beside the code under test. */
  public static long call(String function, long argument) {
    try {
      MemorySegment symbol =
          SymbolLookup.libraryLookup(MODULE, Arena.global()).find(function).orElseThrow();
      FunctionDescriptor descriptor =
          FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
      return (long)
          Linker.nativeLinker().downcallHandle(symbol, descriptor).invokeWithArguments(argument);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
