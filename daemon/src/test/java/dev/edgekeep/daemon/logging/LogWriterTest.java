package dev.edgekeep.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LogWriterTest {
  private record Numbered(long number) implements LogLine {
    @Override
    public void writeMembers(JsonWriter json) {
      json.field("n", number);
    }
  }

  private record Text(String text) implements LogLine {
    @Override
    public void writeMembers(JsonWriter json) {
      json.field("text", text).field("after", 1);
    }
  }

  private record Broken() implements LogLine {
    @Override
    public void writeMembers(JsonWriter json) {
      json.name("half");
      throw new IllegalStateException("a line that cannot be written");
    }
  }

  /** Keeps what is written; blocks on the gate while that is shut. */
  private static final class Memory implements LogDestination {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch gate;
    volatile boolean closed;

    Memory(int gates) {
      gate = new CountDownLatch(gates);
    }

    @Override
    public void write(byte[] batch, int length) throws IOException {
      reached.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      synchronized (bytes) {
        bytes.write(batch, 0, length);
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    List<String> lines() {
      synchronized (bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
      }
    }
  }

  @Test
  void everyLineOfEveryThreadIsWrittenInItsOrder() throws Exception {
    Memory memory = new Memory(0);
    LogWriter log = LogWriter.start("access", memory, 1 << 17);
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      long base = caller * 1_000_000L;
      callers.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 20_000; i++) {
                  log.write(new Numbered(base + i));
                }
              }));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    log.close();
    assertThat(memory.closed).isTrue();
    assertThat(log.dropped()).isZero();
    assertThat(memory.lines()).hasSize(80_000);
    assertThat(memory.lines().stream().filter(line -> line.length() < 12))
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, 20_000)
                .mapToObj(i -> "{\"n\":" + i + "}")
                .toList());
  }

  @Test
  void aTextOfAnyLengthLeavesALineOfBoundedLength() {
    Memory memory = new Memory(0);
    LogWriter log = LogWriter.start("access", memory, 16);
    String longest = "x".repeat(LogLine.MAX_TEXT);
    log.write(new Text(longest));
    log.write(new Text("x".repeat(65_000)));
    log.write(new Text("x".repeat(LogLine.MAX_TEXT - 1) + "\ud83d\ude00"));
    log.close();
    assertThat(memory.lines())
        .containsExactly(
            "{\"text\":\"" + longest + "\",\"after\":1}",
            "{\"text\":\"" + longest + "\u2026\",\"after\":1}",
            "{\"text\":\"" + longest.substring(1) + "\ufffd\u2026\",\"after\":1}");
  }

  @Test
  void aLineAfterALongSilenceIsWrittenSoon() throws Exception {
    Memory memory = new Memory(0);
    try (LogWriter log = LogWriter.start("event", memory, 16)) {
      awaitSleep();
      log.write(new Numbered(1));
      assertThat(memory.reached.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(memory.lines()).containsExactly("{\"n\":1}");
  }

  @Test
  void linesBeyondTheBoundAreDroppedCountedAndSaid() throws Exception {
    Memory memory = new Memory(1);
    LogWriter log = LogWriter.start("access", memory, 8);
    log.write(new Numbered(0));
    memory.reached.await();
    for (int i = 1; i <= 20; i++) {
      log.write(new Numbered(i));
    }
    assertThat(log.dropped()).isEqualTo(12);
    memory.gate.countDown();
    log.close();
    assertThat(memory.lines()).hasSize(10);
    assertThat(memory.lines().get(1))
        .contains("\"log\":\"access\",\"kind\":\"lines-dropped\",\"dropped\":12");
    assertThat(memory.lines().get(9)).isEqualTo("{\"n\":8}");
  }

  @Test
  void aLineThatCannotBeWrittenIsDroppedAlone() {
    Memory memory = new Memory(0);
    LogWriter log = LogWriter.start("event", memory, 16);
    log.write(new Numbered(1));
    log.write(new Broken());
    log.write(new Numbered(2));
    log.close();
    assertThat(log.dropped()).isEqualTo(1);
    assertThat(memory.lines()).contains("{\"n\":1}", "{\"n\":2}");
    assertThat(memory.lines()).noneMatch(line -> line.contains("half"));
  }

  @Test
  void aDestinationThatFailsCostsItsLinesAndNoMore() {
    LogDestination failing =
        (bytes, length) -> {
          throw new IOException("disk full");
        };
    LogWriter log = LogWriter.start("event", failing, 16);
    log.write(new Numbered(1));
    log.write(new Numbered(2));
    log.close();
    assertThat(log.dropped()).isEqualTo(2);
  }

  @Test
  void aLogGoesToAnotherPlaceWithoutLosingALine() throws Exception {
    Memory before = new Memory(0);
    Memory after = new Memory(0);
    LogWriter log = LogWriter.start("event", before, 16);
    log.write(new Numbered(1));
    await(() -> before.lines().size() == 1);
    log.redirect(after);
    log.write(new Numbered(2));
    await(() -> before.closed && after.lines().size() == 1);
    log.redirect(LogDestination.NOWHERE);
    log.write(new Numbered(3));
    log.close();
    assertThat(before.lines()).containsExactly("{\"n\":1}");
    assertThat(after.lines()).containsExactly("{\"n\":2}");
    assertThat(after.closed).isTrue();
    assertThat(log.dropped()).isZero();
  }

  @Test
  void afterCloseALineIsCountedAsDropped() {
    LogWriter log = LogWriter.start("event", new Memory(0), 16);
    log.close();
    log.write(new Numbered(1));
    assertThat(log.dropped()).isEqualTo(1);
  }

  @Test
  void aRenamedFileIsOpenedAnewOnReopen(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("access.log");
    Files.writeString(file, "earlier\n");
    try (LogWriter log = LogWriter.start("access", LogDestination.file(file), 16)) {
      log.write(new Numbered(1));
      await(() -> Files.readString(file).contains("{\"n\":1}"));
      Files.move(file, dir.resolve("access.log.1"));
      log.reopen();
      log.write(new Numbered(2));
      await(() -> Files.exists(file));
    }
    assertThat(dir.resolve("access.log.1")).hasContent("earlier\n{\"n\":1}\n");
    assertThat(file).hasContent("{\"n\":2}\n");
  }

  @Test
  void aRenamedFileIsNoticedWithoutBeingTold(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("access.log");
    try (LogWriter log = LogWriter.start("access", LogDestination.file(file), 16)) {
      log.write(new Numbered(1));
      await(() -> Files.readString(file).contains("{\"n\":1}"));
      Files.move(file, dir.resolve("access.log.1"));
      await(() -> {
        log.write(new Numbered(2));
        return Files.exists(file);
      });
    }
    assertThat(file).content().contains("{\"n\":2}\n");
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(limit);
      Thread.onSpinWait();
    }
  }

  /** Waits until the writer's thread has parked without a limit. */
  private static void awaitSleep() throws Exception {
    await(() ->
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread ->
                thread.getName().equals("edgekeep-event-log")
                    && thread.getState() == Thread.State.WAITING));
  }
}
