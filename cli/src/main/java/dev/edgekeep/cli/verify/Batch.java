package dev.edgekeep.cli.verify;

import dev.edgekeep.x509.path.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides many cases: each line of input is a JSON object, and gets one line of output, before the
 * next line is read. A line that is not a case is rejected as malformed, a case that takes too long
 * as too complex. One thread.
 */
final class Batch {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Duration limit;
  private final Consumer<String> warnings;
  private final Set<String> reported = new HashSet<>();

  /**
   * @param limit the longest time for one case
   * @param warnings receives a sentence about each unknown member, once
   */
  Batch(Duration limit, Consumer<String> warnings) {
    this.limit = limit;
    this.warnings = warnings;
  }

  /**
   * Decides every line. Blocks.
   *
   * @param input bytes: a line that is not UTF-8 is malformed, and the next one is read
   */
  void run(InputStream input, PrintWriter out) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.ISO_8859_1));
    try (ExecutorService workers =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("case-", 0).factory())) {
      try {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (!line.isBlank()) {
            decideAndWrite(line, workers, out);
          }
        }
      } finally {
        // Do not wait for a case that has exceeded its time.
        workers.shutdownNow();
      }
    }
  }

  private void decideAndWrite(String line, ExecutorService workers, PrintWriter out) {
    long start = System.nanoTime();
    BatchResult result = decide(line, workers);
    long micros = (System.nanoTime() - start) / 1_000;
    out.println(json(result, micros));
    out.flush();
  }

  private BatchResult decide(String line, ExecutorService workers) {
    String id = "";
    Future<BatchResult> future = null;
    try {
      JsonNode json = JSON.readTree(utf8(line));
      id = BatchCase.id(json);
      BatchCase batchCase = BatchCase.of(json);
      BatchCase.unknownMembers(json).stream().filter(reported::add).forEach(warnings);
      future = workers.submit(() -> BatchResult.of(batchCase));
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IllegalArgumentException e) {
      return BatchResult.malformed(id, "the line is not a case: " + e.getMessage());
    } catch (JacksonException e) {
      return BatchResult.malformed(
          id, "the line is not a case: not JSON: " + e.getOriginalMessage());
    } catch (TimeoutException e) {
      future.cancel(true);
      return new BatchResult(id, Verdict.TOO_COMPLEX, "no decision within " + limit);
    } catch (ExecutionException e) {
      return BatchResult.malformed(id, "internal error: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new BatchResult(id, Verdict.TOO_COMPLEX, "interrupted");
    }
  }

  /** Decodes the bytes of a line. */
  private static String utf8(String line) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }

  private static String json(BatchResult result, long micros) {
    return JSON.createObjectNode()
        .put("id", result.id())
        .put("result", result.isAccepted() ? "accept" : "reject")
        .put("verdict", result.verdict().label())
        .put("detail", result.detail())
        .put("micros", micros)
        .toString();
  }
}
