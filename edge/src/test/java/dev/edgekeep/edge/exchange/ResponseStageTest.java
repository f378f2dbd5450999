package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.respond.ResponseSink;
import dev.edgekeep.edge.respond.ResponseStage;
import dev.edgekeep.testing.Eventually;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stages change a response on its way, and pass on how fast the client reads it. */
final class ResponseStageTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n";
  private static final int TIMES = 2;
  private static final long SIZE = 48L * 1024 * 1024;

  /** Far less than the body, and well above what sockets on loopback may buffer. */
  private static final long BOUND = 16L * 1024 * 1024;

  private static final byte[] BLOCK = new byte[64 * 1024];

  private final EdgeHarness edge = new EdgeHarness();
  private final AtomicLong mostHeld = new AtomicLong();

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin) {
    edge.stages = (request, client) -> new RepeatingStage(client, TIMES, mostHeld);
    return edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }

  private static TestOrigin pouring(AtomicLong written) throws IOException {
    return new TestOrigin((head, in, out) -> {
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n";
      out.write(answer.getBytes(StandardCharsets.US_ASCII));
      while (written.get() < SIZE) {
        out.write(BLOCK);
        written.addAndGet(BLOCK.length);
      }
      return true;
    });
  }

  /** The bytes that the origin could write, once a pair beside it has moved as much. */
  private long stalledAt(AtomicLong written, TestOrigin origin) throws Exception {
    try (FastPair fast = new FastPair(SIZE)) {
      var stages = edge.stages;
      edge.stages = (request, client) -> client;
      edge.serve(
          EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())), fast.host());
      fast.transfer(edge);
      edge.stages = stages;
    }
    return written.get();
  }

  @Test
  void aStageRewritesABodyOverBothProtocols() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("abc");
        RawClient client = new RawClient(serving(origin));
        RawHttp2Client second = new RawHttp2Client(edge)) {
      assertThat(client.send(REQUEST).head()).contains("Transfer-Encoding: chunked");
      assertThat(client.chunked()).isEqualTo("aabbcc");
      assertThat(edge.nextEntry().responseBytes()).isEqualTo(6);
      second.get(1);
      assertThat(second.response().body()).isEqualTo("aabbcc");
    }
  }

  @Test
  void theResponseToAHeadRequestHasNoLengthThatWouldBeWrong() throws Exception {
    try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        RawClient client = new RawClient(serving(origin))) {
      client.send(REQUEST.replace("GET", "HEAD") + REQUEST.replace("GET", "HEAD"));
      assertThat(client.head()).doesNotContainIgnoringCase("content-length");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aSlowHttp1ClientSlowsTheOriginThroughAStageThatExpands() throws Exception {
    AtomicLong written = new AtomicLong();
    try (TestOrigin origin = pouring(written);
        RawClient client = new RawClient(serving(origin))) {
      client.send(REQUEST).head();
      assertThat(stalledAt(written, origin)).isLessThan(BOUND);
      assertThat(client.drainChunked()).isEqualTo(SIZE * TIMES);
      assertThat(edge.nextEntry().responseBytes()).isEqualTo(SIZE * TIMES);
      assertThat(mostHeld).hasValueLessThan(1024 * 1024);
    }
  }

  @Test
  void aSlowHttp2ClientSlowsTheOriginThroughAStageThatExpands() throws Exception {
    AtomicLong written = new AtomicLong();
    try (TestOrigin origin = pouring(written);
        RawHttp2Client client = new RawHttp2Client(serving(origin), 30_000)) {
      client.get(1);
      client.next(RawHttp2Client.HEADERS);
      assertThat(stalledAt(written, origin)).isLessThan(BOUND);
      client.window(0, Integer.MAX_VALUE - 65_535);
      client.window(1, Integer.MAX_VALUE - 65_535);
      long received = 0;
      while (received < SIZE * TIMES) {
        received += client.next(RawHttp2Client.DATA).payload().length();
      }
      assertThat(edge.nextEntry().outcome()).isEqualTo("complete");
      assertThat(mostHeld).hasValueLessThan(1024 * 1024);
    }
  }

  @Test
  void aStageReleasesWhatItHoldsWhenTheClientLeaves() throws Exception {
    AtomicLong written = new AtomicLong();
    try (TestOrigin origin = pouring(written)) {
      try (RawClient client = new RawClient(serving(origin))) {
        client.send(REQUEST).head();
        Eventually.await("the stage holds bytes", () -> mostHeld.get() > 0);
      }
      assertThat(edge.nextEntry().outcome()).isEqualTo("client-aborted");
      Eventually.await("the origin's connection ends", () -> origin.ended() == 1);
    }
  }

  @Test
  void stagesRunInTheOrderOfTheChain() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("ab");
        RawClient client = new RawClient(serving(origin))) {
      edge.stages =
          (request, last) ->
              new RepeatingStage(new RepeatingStage(last, 2, mostHeld), TIMES, mostHeld);
      client.send(REQUEST).head();
      assertThat(client.chunked()).isEqualTo("aaaabbbb");
    }
  }

  @Test
  void aStageAddsTrailers() throws Exception {
    try (TestOrigin origin =
            TestOrigin.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n");
        RawClient client = new RawClient(serving(origin))) {
      edge.stages = (request, last) -> new TrailerStage(last);
      client.send(REQUEST).head();
      assertThat(client.chunked()).isEqualTo("ab|x-checked: yes");
    }
  }

  @Test
  void theEdgesOwnPagesPassThroughNoStage() throws Exception {
    try (TestOrigin origin = TestOrigin.answering("nonsense\r\n\r\n");
        RawClient client = new RawClient(serving(origin))) {
      assertThat(client.send(REQUEST).response()).startsWith("HTTP/1.1 502 ").contains("<h1>502");
    }
  }

  private static final class TrailerStage extends ResponseStage {
    TrailerStage(ResponseSink next) {
      super(next);
    }

    @Override
    public void end(@Nullable Fields trailers) {
      next().end(new Fields().add(AsciiString.of("x-checked"), "yes"));
    }
  }
}
