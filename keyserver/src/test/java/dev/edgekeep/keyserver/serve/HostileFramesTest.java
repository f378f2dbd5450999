package dev.edgekeep.keyserver.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.Revoked;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.access.RateLimits;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.keyserver.config.EdgeCas;
import dev.edgekeep.keyserver.config.Limits;
import dev.edgekeep.keyserver.key.KeySet;
import dev.edgekeep.keyserver.metrics.KeyServerMetrics;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.path.PathResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Any bytes from an edge, in any pieces: no exception, no leak, and only whole answers. */
class HostileFramesTest {
  private static final TestKey KEY = TestKey.ecdsa(1);
  private static final Workers WORKERS = new Workers("hostile", 1, Duration.ZERO);
  private static final TestCa EDGE_CA = TestCa.root("Edge CA", KeyType.P_256);
  private static final EdgeTrust TRUST =
      new EdgeTrust(
          new EdgeCas(List.of(ServeHarness.certificate(EDGE_CA.certificate())), Revoked.NOTHING));
  private static final VerifiedEdge EDGE = edge();
  private static final Serving SERVING = serving();

  private final RecordingLog log = new RecordingLog();

  @Property(tries = 500)
  void randomBytesDoNoHarm(@ForAll @Size(max = 20) List<@Size(max = 300) byte[]> pieces)
      throws Exception {
    check(pieces);
  }

  @Property(tries = 1_000)
  void framesWithMistakesDoNoHarm(@ForAll("almostFrames") List<byte[]> pieces) throws Exception {
    check(pieces);
  }

  @Provide
  Arbitrary<List<byte[]>> almostFrames() {
    Arbitrary<Integer> codes =
        Arbitraries.of(0x15, 0xf1, 0x05, 0xf0, 0x21, 0x00).edgeCases(config -> config.none());
    Arbitrary<byte[]> payloads = Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(40);
    Arbitrary<byte[]> frames =
        Combinators.combine(codes, payloads)
            .as((code, payload) ->
                new Message(1, code, payload, KEY.ski(), null, "a", null, null).encoded());
    Arbitrary<byte[]> mistaken =
        Combinators.combine(
                frames,
                Arbitraries.integers().between(0, 70),
                Arbitraries.bytes(),
                Arbitraries.of(true, false, false))
            .as((frame, at, value, change) -> {
              if (change) {
                frame[at] = value;
              }
              return frame;
            });
    return mistaken.list().ofMinSize(1).ofMaxSize(8);
  }

  private void check(List<byte[]> pieces) throws Exception {
    EmbeddedChannel channel = new EmbeddedChannel();
    EdgeConnection connection = connection(channel);
    channel.pipeline().addLast(connection);
    List<ByteBuf> sent = new ArrayList<>();
    for (byte[] piece : pieces) {
      if (!channel.isOpen()) {
        break; // a frame was malformed
      }
      ByteBuf bytes = Unpooled.buffer().writeBytes(piece);
      sent.add(bytes);
      channel.writeInbound(bytes);
    }
    Eventually.await(
        "all answers",
        () -> {
          channel.runPendingTasks();
          return WORKERS.inFlight() == 0;
        });
    channel.runPendingTasks();
    checkAnswers(channel);
    channel.finishAndReleaseAll();
    channel.checkException();
    assertThat(sent).allMatch(bytes -> bytes.refCnt() == 0);
    assertThat(log.events()).noneMatch(event -> event.kind() == ServerEvent.Kind.FAILED);
  }

  private EdgeConnection connection(EmbeddedChannel channel) {
    ServerContext server =
        new ServerContext(
            () -> SERVING,
            new RateLimits(System::nanoTime),
            WORKERS,
            new TokenWorkers("hostile", 1),
            log,
            new KeyServerMetrics(new PrometheusRegistry()),
            InstantSource.system());
    return new EdgeConnection(server, EDGE, new EdgeShare(), channel, SERVING);
  }

  private static Serving serving() {
    try {
      Identity identity =
          ServeHarness.identity(
              TestCa.root("CA", KeyType.P_256).issue(TestCa.Leaf.server("localhost")));
      return new Serving(
          new KeySet(List.of(KEY)),
          AccessList.EVERYBODY,
          TRUST,
          ServerTls.build(identity, TRUST),
          Limits.DEFAULT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static VerifiedEdge edge() {
    List<byte[]> chain = List.of(identityOfEdge());
    return new VerifiedEdge((PathResult.Verified) TRUST.check(chain, Instant.now()), chain, TRUST);
  }

  private static byte[] identityOfEdge() {
    return ServeHarness.certificate(EDGE_CA.issue(TestCa.Leaf.client("edge")).leaf()).der();
  }

  /** The answers are whole frames that can be read. */
  private static void checkAnswers(EmbeddedChannel channel) throws Exception {
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      ByteBuffer answers = out.nioBuffer();
      while (answers.hasRemaining()) {
        int length =
            Message.HEADER_BYTES
                + (answers.getShort(answers.position() + Message.LENGTH_OFFSET) & 0xffff);
        Message answer = Message.read(answers.slice(answers.position(), length));
        assertThat(answer.code()).isIn(0xf0, 0xf2, 0xff);
        answers.position(answers.position() + length);
      }
      out.release();
    }
  }
}
