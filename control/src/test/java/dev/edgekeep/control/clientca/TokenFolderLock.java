package dev.edgekeep.control.clientca;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A program that locks the files of SoftHSM's tokens until its input ends: the tokens hang. */
final class TokenFolderLock implements AutoCloseable {
  private final Process process;

  private TokenFolderLock(Process process) {
    this.process = process;
  }

  static TokenFolderLock of(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TokenFolderLock.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.getInputStream().read() < 0) {
      throw new IOException("the tokens cannot be locked");
    }
    return new TokenFolderLock(process);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  public static void main(String[] arguments) throws IOException {
    for (Path file : files(Path.of(arguments[0]))) {
      // Held until the process ends.
      FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE).lock();
    }
    System.out.write('.');
    System.out.flush();
    int end = System.in.read();
    System.exit(end < 0 ? 0 : 1);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
