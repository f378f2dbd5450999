package dev.edgekeep.daemon.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
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
    assertThat(next()).isEqualTo("2");
    Path fresh = Files.writeString(dir.resolve("edge.yaml.new"), "3");
    Files.move(fresh, config, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    assertThat(next()).isEqualTo("3");
  }

  @Test
  void aFileThatWasMissedIsNoticedWhenItComes() throws Exception {
    Files.writeString(certificate, "pem");
    assertThat(next()).isEqualTo("1");
  }

  @Test
  void aFileNextToThemIsNoReason() throws Exception {
    Files.writeString(dir.resolve("access.log"), "a line");
    assertThat(reloads.poll(500, TimeUnit.MILLISECONDS)).isNull();
    running.request();
    assertThat(next()).isEqualTo("1");
  }

  @Test
  void whateverHappensInAFolderThatIsWatchedAsAWholeIsNoticed() throws Exception {
    Path folder = certificate.resolveSibling("");
    Path keys = Files.createDirectory(dir.resolve("keys"));
    certificate = keys; // what each reload says that it has read
    running.follow(files(), Instant.now().plusSeconds(1));
    Path key = Files.writeString(keys.resolve("a.key"), "new");
    assertThat(next()).isEqualTo("1");
    Files.delete(key);
    assertThat(next()).isEqualTo("1");
    Files.writeString(folder.resolve("b.key"), "elsewhere");
    assertThat(reloads.poll(500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void aWatchedFolderThatComesLaterIsNoticed() throws Exception {
    Path keys = dir.resolve("keys");
    running.follow(Set.of(config, keys), Instant.now().plusSeconds(1));
    Files.createDirectory(keys);
    assertThat(next()).isEqualTo("1");
  }

  @Test
  void aFolderBehindASymbolicLinkThatPointsElsewhereNowIsNoticed() throws Exception {
    Path first = Files.createDirectory(dir.resolve("release-1"));
    Path second = Files.createDirectory(dir.resolve("release-2"));
    Path current = Files.createSymbolicLink(dir.resolve("current"), first);
    config = current.resolve("edge.yaml");
    Files.writeString(config, "first");
    running.request();
    assertThat(next()).isEqualTo("first");
    Files.writeString(second.resolve("edge.yaml"), "second");
    Path link = Files.createSymbolicLink(dir.resolve("current.new"), second);
    Files.move(link, current, StandardCopyOption.ATOMIC_MOVE);
    assertThat(next()).isEqualTo("second");
    Files.writeString(config, "third");
    assertThat(next()).isEqualTo("third");
  }

  @Test
  void aChangeBetweenReadingAndWatchingIsNotLost() throws Exception {
    try (Reloads late = Reloads.start(files(), Instant.EPOCH, this::reload)) {
      assertThat(next()).isEqualTo("1");
      late.request();
      assertThat(next()).isEqualTo("1");
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

  private String next() throws InterruptedException {
    String content = reloads.poll(20, TimeUnit.SECONDS);
    assertThat(content).as("a reload").isNotNull();
    return content == null ? "" : content;
  }
}
