package dev.edgekeep.control.api;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of one call, read when it is asked for: never more bytes than the route allows, and
 * never for longer. One thread; blocks.
 */
final class RequestBody implements AutoCloseable {
  /** Parsing a large body needs so many times its size in memory. */
  private static final int UNDERSTOOD = 4;

  private static final int CHUNK = 8 << 10;

  private final HttpServletRequest request;
  private final BodyLimit limit;
  private final Duration time;
  private final Duration idle;
  private final @Nullable ApiConnection connection;
  private final MemoryBudget memory;
  private final String account;
  private byte @Nullable [] bytes;
  private long charged;

  /**
   * @param account whose share of the memory a large body takes
   */
  RequestBody(Context context, BodyLimit limit, Admission admission, String account) {
    this.request = context.req();
    this.limit = limit;
    this.time = limit.time(admission.times());
    this.idle = admission.times().idle();
    this.connection = ConnectionPhases.of(request);
    this.memory = admission.memory();
    this.account = account;
  }

  Duration time() {
    return time;
  }

  /**
   * The whole body; the same array each time.
   *
   * @throws ApiProblem when it is too large, or does not come in time
   */
  byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = read();
      bytes = known;
    }
    return known;
  }

  private byte[] read() {
    if (request.getContentLengthLong() > limit.bytes()) {
      throw tooLarge();
    }
    try {
      return read(request.getInputStream(), System.nanoTime() + time.toNanos());
    } catch (IOException e) {
      throw isTimeout(e) ? late() : gone(e);
    } finally {
      patience(idle);
    }
  }

  private byte[] read(InputStream in, long end) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    int count = next(in, chunk, end);
    while (count >= 0) {
      all.write(chunk, 0, count);
      if (all.size() > limit.bytes()) {
        throw tooLarge();
      }
      charge(all.size());
      count = next(in, chunk, end);
    }
    return all.toByteArray();
  }

  /** Each read waits no longer than the rest of the time. */
  private int next(InputStream in, byte[] chunk, long end) throws IOException {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw late();
    }
    patience(Duration.ofNanos(left));
    return in.read(chunk);
  }

  private void patience(Duration atMost) {
    if (connection != null) {
      connection.endPoint().setIdleTimeout(Math.max(1, atMost.toMillis()));
    }
  }

  private void charge(int size) {
    if (size > MemoryBudget.SMALL) {
      long more = (long) size * UNDERSTOOD - charged;
      memory.take(account, more);
      charged += more;
    }
  }

  private static boolean isTimeout(IOException failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  private ApiProblem late() {
    return ApiProblem.of(
        ApiProblem.Type.TIMEOUT,
        "the body has not come within %,d seconds".formatted(Math.max(1, time.toSeconds())));
  }

  private ApiProblem tooLarge() {
    return ApiProblem.of(
        ApiProblem.Type.TOO_LARGE, "the body may have %s here".formatted(limit.shown()));
  }

  private static ApiProblem gone(IOException e) {
    return ApiProblem.of(
        ApiProblem.Type.MALFORMED, "the body ended early: " + String.valueOf(e.getMessage()));
  }

  @Override
  public void close() {
    if (charged > 0) {
      memory.giveBack(account, charged);
      charged = 0;
    }
  }
}
