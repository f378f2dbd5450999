package dev.edgekeep.daemon.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ReloadsTest {
  @TempDir private Path dir;
  private final BlockingQueue<String> reloads = new LinkedBlockingQueue<>();
  private Path config;
  private Path certificate;
  private Reloads running;

  @BeforeEach
  void start() throws IOException {
    config = Files.writeString(dir.resolve("edge.yaml"), "1");
    certificate = Files.createDirectory(dir.resolve("certs")).resolve("www.pem");
    running = Reloads.start(files(), Instant.now().plusSeconds(1), this::reload);
  }

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  @Test
  void aFileThatIsWrittenOrReplacedIsReadAnew() throws Exception {
    Files.writeString(config, "2");
    await("2");
    Path fresh = Files.writeString(dir.resolve("edge.yaml.new"), "3");
    Files.move(fresh, config, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    await("3");
  }

  @Test
  void aFileThatWasMissedIsNoticedWhenItComes() throws Exception {
    Files.writeString(certificate, "pem");
    await("1");
  }

  @Test
  void aFileNextToThemIsNoReason() throws Exception {
    Files.writeString(dir.resolve("access.log"), "a line");
    assertThat(reloads.poll(500, TimeUnit.MILLISECONDS)).isNull();
    running.request();
    await("1");
  }

  @Test
  void whateverHappensInAFolderThatIsWatchedAsAWholeIsNoticed() throws Exception {
    Path folder = certificate.resolveSibling("");
    Path keys = Files.createDirectory(dir.resolve("keys"));
    certificate = keys; // what each reload says that it has read
    running.follow(files(), Instant.now().plusSeconds(1));
    Path key = Files.writeString(keys.resolve("a.key"), "new");
    await("1");
    settle();
    Files.delete(key);
    await("1");
    settle();
    Files.writeString(folder.resolve("b.key"), "elsewhere");
    assertThat(reloads.poll(500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void aWatchedFolderThatComesLaterIsNoticed() throws Exception {
    Path keys = dir.resolve("keys");
    running.follow(Set.of(config, keys), Instant.now().plusSeconds(1));
    Files.createDirectory(keys);
    await("1");
  }

  @Test
  void aFolderBehindASymbolicLinkThatPointsElsewhereNowIsNoticed() throws Exception {
    Path first = Files.createDirectory(dir.resolve("release-1"));
    Path second = Files.createDirectory(dir.resolve("release-2"));
    Path current = Files.createSymbolicLink(dir.resolve("current"), first);
    config = current.resolve("edge.yaml");
    Files.writeString(config, "first");
    running.request();
    await("first");
    Files.writeString(second.resolve("edge.yaml"), "second");
    Path link = Files.createSymbolicLink(dir.resolve("current.new"), second);
    Files.move(link, current, StandardCopyOption.ATOMIC_MOVE);
    await("second");
    Files.writeString(config, "third");
    await("third");
  }

  @Test
  void aBusyLogInTheFolderDoesNotPutThatOff() throws Exception {
    Path first = Files.createDirectory(dir.resolve("release-1"));
    Path second = Files.createDirectory(dir.resolve("release-2"));
    Path current = Files.createSymbolicLink(dir.resolve("current"), first);
    config = current.resolve("edge.yaml");
    Files.writeString(config, "first");
    running.request();
    await("first");
    Files.writeString(second.resolve("edge.yaml"), "second");
    Path link = Files.createSymbolicLink(dir.resolve("current.new"), second);
    AtomicBoolean done = new AtomicBoolean();
    Thread log = Thread.ofPlatform().start(() -> write(first.resolve("access.log"), done));
    try {
      Files.move(link, current, StandardCopyOption.ATOMIC_MOVE);
      await("second");
    } finally {
      done.set(true);
      log.join();
    }
  }

  private static void write(Path log, AtomicBoolean done) {
    try {
      while (!done.get()) {
        Files.writeString(log, "a line\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aChangeBetweenReadingAndWatchingIsNotLost() throws Exception {
    try (Reloads late = Reloads.start(files(), Instant.EPOCH, this::reload)) {
      await("1");
      settle();
      late.request();
      await("1");
    }
  }

  private Set<Path> files() {
    return Set.of(config, certificate);
  }

  private Set<Path> reload() {
    try {
      reloads.add(Files.readString(config));
    } catch (IOException e) {
      reloads.add(e.toString());
    }
    return files();
  }

  /** Waits for a reload that reads this; what was changed in several steps may be read twice. */
  private void await(String content) throws InterruptedException {
    String read = "";
    while (!content.equals(read)) {
      read = reloads.poll(60, TimeUnit.SECONDS);
      assertThat(read).as("a reload that reads %s", content).isNotNull();
    }
  }

  /** Waits until no more is heard of what has happened so far. */
  private void settle() throws InterruptedException {
    String heard = "";
    while (heard != null) {
      heard = reloads.poll(1, TimeUnit.SECONDS);
    }
  }
}
