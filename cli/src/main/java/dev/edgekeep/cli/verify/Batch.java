package dev.edgekeep.cli.verify;

import dev.edgekeep.x509.path.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Decides many cases: one JSON object a line in, one out, in the same order, each answered before
 * the next is read. Whatever a line holds, it has an answer: what cannot be read is rejected as
 * malformed, what takes too long as too complex.
 */
final class Batch {
  private static final JsonFactory FACTORY = new JsonFactory();
  private final Duration limit;

  /**
   * @param limit the longest that one case may take
   */
  Batch(Duration limit) {
    this.limit = limit;
  }

  /**
   * Answers every line.
   *
   * @param input octets: a line that is not UTF-8 is wrong by itself, and the next is read
   */
  void run(InputStream input, PrintWriter out) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.ISO_8859_1));
    try (ExecutorService workers =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("case-", 0).factory())) {
      try {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (!line.isBlank()) {
            answer(line, workers, out);
          }
        }
      } finally {
        // Does not wait for a case that ran out of its time.
        workers.shutdownNow();
      }
    }
  }

  private void answer(String line, ExecutorService workers, PrintWriter out) {
    long start = System.nanoTime();
    BatchAnswer answer = decide(line, workers);
    long micros = (System.nanoTime() - start) / 1_000;
    out.println(json(answer, micros));
    out.flush();
  }

  private BatchAnswer decide(String line, ExecutorService workers) {
    String id = "";
    Future<BatchAnswer> future = null;
    try {
      Map<String, @Nullable Object> json = JsonValues.object(utf8(line));
      id = BatchCase.id(json);
      BatchCase batchCase = BatchCase.of(json);
      future = workers.submit(() -> BatchAnswer.of(batchCase));
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IllegalArgumentException e) {
      return BatchAnswer.malformed(id, "the line is not a case: " + e.getMessage());
    } catch (TimeoutException e) {
      future.cancel(true);
      return new BatchAnswer(id, Verdict.TOO_COMPLEX, "no decision within " + limit);
    } catch (ExecutionException e) {
      return BatchAnswer.malformed(id, "this should not happen: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new BatchAnswer(id, Verdict.TOO_COMPLEX, "interrupted");
    }
  }

  /** The octets of a line as text. */
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

  private static String json(BatchAnswer answer, long micros) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("id", answer.id());
      json.writeStringProperty("result", answer.isAccepted() ? "accept" : "reject");
      json.writeStringProperty("verdict", answer.verdict().label());
      json.writeStringProperty("detail", answer.detail());
      json.writeNumberProperty("micros", micros);
      json.writeEndObject();
    }
    return text.toString();
  }
}
